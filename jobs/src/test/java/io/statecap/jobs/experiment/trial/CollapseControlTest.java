package io.statecap.jobs.experiment.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.CollapseDetector;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.datasets.TokenSource;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.corpus.TokenSources;
import io.statecap.jobs.results.TrialRows;
import io.statecap.model.Mitigation;
import io.statecap.model.cpu.CpuEngine;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.StartStates;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.probe.BucketLoss;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.LossProbe;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.SequenceLosses;
import io.statecap.model.probe.Slice;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trained models of which the loss alone says whether they collapse. */
class CollapseControlTest {

    private static final Criterion FRESH = Criterion.of("fresh", null, null, null, null);
    /** Loss of a model that has learnt nothing, nats: 16 values. */
    private static final double GUESSING = Math.log(16);

    @TempDir
    private Path folder;

    private static SweepConfig config(String initialState) {
        return ConfigReader.parse("""
                {"name": "control",
                 "model": {"dModel": 32, "layers": 4, "dState": 16, "headDim": 16, "initA": [0.0078125, 0.125]},
                 "data": {"kind": "recall", "keys": 32, "values": 16, "newRate": 0.5, "maxAge": 4},
                 "training": {"length": 32, "tokens": 400000, "batchTokens": 2048, "learningRate": 0.005, "seed": 0,
                              "initialState": "%s"},
                 "probe": {"length": 2048, "sequences": 8, "slices": ["all"], "placebo": false, "control": true},
                 "criterion": {"slice": "all"}}""".formatted(initialState), "control.json");
    }

    /** The loss rises to more than guessing, and the criterion says so; with a window of T tokens neither is the case. */
    @Test
    void collapseIsFoundAndNoneWhereThereCanBeNone() throws Exception {
        SweepConfig config = config("zero");
        TrialRows rows = new ModelTrialRunner().run(config.trials().get(0), OneTrial.context(config, folder,
                OneTrial.PLENTY, () -> false, progress -> { }, note -> { }));
        Collapse without = new CollapseDetector(FRESH).detect(
                TrialCurves.tested(rows.trial().trialId(), rows.probed().curves(), "recall", "all"));
        assertTrue(without.worstLoss() > GUESSING);
        assertTrue(without.collapsed());
        assertTrue(rows.trial().collapsed());
        Collapse with = new CollapseDetector(FRESH).detect(TrialCurves.windowed(rows.probed().curves(), "all"));
        assertTrue(with.worstLoss() < GUESSING / 3);
        assertFalse(with.collapsed());
        assertEquals(0, with.worstExcess(), 0.1);
        List<String> notes = Analysis.analyse(List.of(rows.trial()), rows.probed().curves(), List.of(), FRESH).notes();
        assertTrue(String.join(" ", notes).contains(
                "0 of 1 models are called collapsed; without it 1 of the same 1."));
    }

    /** The same model, read as if it had been trained at 32 times the length: its own windows of 1 024 collapse. */
    @Test
    void anOverstatedTrainingLengthDoesNotHideCollapse() throws Exception {
        Trial trial = config("zero").trials().get(0);
        TokenSource source = TokenSources.open(trial.data(), new Configuration());
        try (TrainingRun run = trained(trial, source);
                FrozenModel model = new CpuEngine().model(trial.model(), run.weights())) {
            LossView view = new LossView(1024, Buckets.geometric(1024, 4096, 1));
            List<BucketLoss> rows = rows(model, StartStates.EMPTY, source, view);
            BucketLoss last = rows.get(rows.size() - 1);
            assertEquals(64, last.freshWindow());
            assertTrue(last.excess() > 2, "" + last.excess());
        }
    }

    /** A model that only knows states passed on from other sequences is compared with those. */
    @Test
    void freshWindowsStartWhereTheTrainingDid() throws Exception {
        Trial trial = config("passed").trials().get(0);
        TokenSource source = TokenSources.open(trial.data(), new Configuration());
        try (TrainingRun run = trained(trial, source);
                FrozenModel model = new CpuEngine().model(trial.model(), run.weights())) {
            LossView view = new LossView(32, Buckets.geometric(32, 1024, 1));
            double own = rows(model, run.startStates(8), source, view).stream().filter(BucketLoss::hasFresh)
                    .mapToDouble(BucketLoss::freshLoss).average().orElseThrow();
            double empty = rows(model, StartStates.EMPTY, source, view).stream().filter(BucketLoss::hasFresh)
                    .mapToDouble(BucketLoss::freshLoss).average().orElseThrow();
            assertTrue(own < GUESSING, "" + own);
            assertTrue(own < empty, own + " and " + empty);
        }
    }

    private static TrainingRun trained(Trial trial, TokenSource source) {
        TrainingRun run = new CpuEngine().start(trial.model(), trial.training(), source,
                new ModelEngine.Resources(1, false));
        while (!run.done()) {
            run.steps(1);
        }
        return run;
    }

    private static List<BucketLoss> rows(FrozenModel model, StartStates start, TokenSource source, LossView view) {
        List<Slice> slices = List.of(Slice.ALL);
        return SequenceLosses.rows(LossProbe.group(new LossProbe.Reader(model, Mitigation.NONE, start), source, 8, 0,
                List.of(view), slices, bytes -> { }), 0, view, slices);
    }
}
