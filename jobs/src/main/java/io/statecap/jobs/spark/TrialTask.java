package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.cost.MemoryLimit;
import io.statecap.jobs.experiment.trial.HostFaultException;
import io.statecap.jobs.experiment.trial.TrialAttempt;
import io.statecap.jobs.experiment.trial.TrialReport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/**
 * The Spark task of one trial.
 *
 * @param attempt  runs the trials of the sweep
 * @param progress takes what they are doing
 * @param earlier  attempts at this trial that machines have failed in earlier jobs
 */
record TrialTask(TrialAttempt attempt, ProgressAccumulator progress, int earlier)
        implements Function<Trial, TrialReport> {

    /** The same, after more failed attempts. */
    TrialTask after(int attempts) {
        return new TrialTask(attempt, progress, attempts);
    }

    @Override
    public TrialReport call(Trial trial) throws Exception {
        TaskContext task = TaskContext.get();
        int left = attempt.execution().maxAttempts() - earlier - task.attemptNumber();
        if (left <= 0) {
            // Where Spark keeps tasks from executors that failed them, it must allow one attempt more than that.
            return attempt.lost(trial, "the machines that ran it were lost", null);
        }
        try {
            return attempt.run(trial, MemoryLimit.perTrial(ExecutorSlots.here()), task::isInterrupted, progress::add);
        } catch (HostFaultException e) {
            if (left > 1) {
                // Spark tries again, elsewhere where there is an elsewhere.
                throw e;
            }
            return attempt.lost(trial, e.getMessage(), null);
        }
    }
}
