package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A sweep of one trial that takes a moment, and what a first attempt at such a trial is given. */
final class OneTrial {

    static final SweepConfig CONFIG = ConfigReader.parse("""
            {"name": "one",
             "model": {"dModel": 8, "layers": 1, "dState": 4, "headDim": 8, "expand": 2},
             "data": {"kind": "recall", "keys": 16, "values": 8, "newRate": 0.5, "maxAge": 16},
             "training": {"length": 32, "tokens": 2560, "batchTokens": 128, "learningRate": 0.005, "seed": 0},
             "probe": {"length": 64, "sequences": 2},
             "criterion": {"slice": "all"}}""", "one.json");
    static final Trial TRIAL = CONFIG.trials().get(0);
    static final long PLENTY = 1L << 40;

    private OneTrial() {}

    static TrialContext context(Path results, BooleanSupplier stop) throws IOException {
        return context(CONFIG, results, PLENTY, stop, progress -> { }, note -> { });
    }

    static TrialContext context(SweepConfig config, Path results, long memory, BooleanSupplier stop,
                                Consumer<TrialProgress> progress, Consumer<String> notes) throws IOException {
        return new TrialContext(TrialAttempt.of(config, ResultsDirectory.local(results), new ModelTrialRunner()), 1,
                List.of(), memory, stop, progress, notes, new AtomicReference<>());
    }
}
