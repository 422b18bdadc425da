package io.statecap.jobs.spark;

import io.statecap.jobs.common.BuildInfo;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.SweepIdentity;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.trial.TrialAttempt;
import io.statecap.jobs.results.ResultsDirectory;
import java.nio.file.Path;
import java.util.List;

/** A results directory of small trials whose numbers are made up. */
public final class HealthyTrials {

    private HealthyTrials() {}

    /** Runs a sweep of made-up trials into a folder, without Spark. */
    public static SweepConfig run(Path folder, String lengths, String seeds) throws Exception {
        SweepConfig config = TestSweep.config("4", lengths, seeds, "");
        ResultsDirectory results = ResultsDirectory.local(folder);
        results.writeSweep(SweepIdentity.sweepJson(config, List.of(), BuildInfo.load()));
        TrialAttempt attempt = TrialAttempt.of(config, results,
                FakeTrialRunner.of(folder.resolve("journal"), (trial, context) -> false));
        for (Trial trial : config.trials()) {
            attempt.run(trial, List.of(), 1L << 40, () -> false, progress -> { });
        }
        return config;
    }
}
