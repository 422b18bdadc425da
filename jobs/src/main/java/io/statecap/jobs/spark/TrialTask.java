package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.cost.MemoryLimit;
import io.statecap.jobs.experiment.trial.TrialAttempt;
import io.statecap.jobs.experiment.trial.TrialReport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/**
 * The Spark task of one trial.
 *
 * @param attempt  runs the trials of the sweep
 * @param progress takes what they are doing
 */
record TrialTask(TrialAttempt attempt, ProgressAccumulator progress) implements Function<Trial, TrialReport> {

    @Override
    public TrialReport call(Trial trial) throws Exception {
        TaskContext task = TaskContext.get();
        return attempt.run(trial, MemoryLimit.perTrial(ExecutorSlots.here()), task::isInterrupted, progress::add);
    }
}
