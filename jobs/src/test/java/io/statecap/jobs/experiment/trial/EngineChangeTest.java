package io.statecap.jobs.experiment.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.engine.Lease;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.TrialRows;
import io.statecap.model.engine.OtherEngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial that was stopped on one engine and goes on with another, which cannot use its checkpoint. */
class EngineChangeTest {

    private static final SweepConfig CONFIG = ConfigReader.parse("""
            {"name": "one",
             "model": {"dModel": 8, "layers": 1, "dState": 4, "headDim": 8, "expand": 2},
             "data": {"kind": "recall", "keys": 16, "values": 8, "newRate": 0.5, "maxAge": 16},
             "training": {"length": 32, "tokens": 2560, "batchTokens": 128, "learningRate": 0.005, "seed": 0},
             "probe": {"length": 64, "sequences": 2},
             "criterion": {"slice": "all"}}""", "one.json");
    private static final Trial TRIAL = CONFIG.trials().get(0);

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    private TrialContext context(Path results, BooleanSupplier stop) throws IOException {
        return new TrialContext("one", "test", CONFIG.execution(), CONFIG.criterion(),
                ResultsDirectory.local(results), 1, List.of(), 1L << 40, stop, progress -> { }, notes::add,
                new AtomicReference<>());
    }

    @Test
    void theTrialStartsOverAndSaysSoAndNothingIsCalledDamaged() throws Exception {
        TrialRows undisturbed = new ModelTrialRunner().run(TRIAL, context(folder.resolve("calm"), () -> false));
        Path results = folder.resolve("changed");
        int[] calls = new int[1];
        assertThrows(TrialStoppedException.class, () ->
                new ModelTrialRunner().run(TRIAL, context(results, () -> ++calls[0] > 10)));

        TrialRows rows = new ModelTrialRunner().run(TRIAL, context(results, () -> false), Lease.of(
                FailingEngine.onResume(new OtherEngineException("the checkpoint is of the engine cuda, tf32"))));

        assertEquals(undisturbed.training(), rows.training());
        assertEquals(undisturbed.curves(), rows.curves());
        assertEquals(List.of("trial " + TRIAL.trialId() + " starts over: the checkpoint is of the engine cuda, tf32"),
                notes);
        assertEquals(List.of(), ResultsDirectory.local(results).checkpoints(TRIAL.trialId()).damaged());
    }
}
