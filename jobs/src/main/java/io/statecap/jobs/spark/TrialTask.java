package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.cost.MemoryLimit;
import io.statecap.jobs.experiment.trial.TrialAttempt;
import io.statecap.jobs.experiment.trial.TrialProgress;
import io.statecap.jobs.experiment.trial.TrialReport;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.util.CollectionAccumulator;

/**
 * The Spark task of one trial.
 *
 * @param attempt  runs the trials of the sweep; one object for all tasks of a JVM, which share its devices
 * @param progress holds the latest report of the one that a task runs: Spark sends it with every heartbeat, and shows it
 *                 in its UI
 * @param earlier  attempts at this trial that machines have failed in earlier jobs
 */
record TrialTask(Broadcast<TrialAttempt> attempt, CollectionAccumulator<TrialProgress> progress, int earlier)
        implements Function<Trial, TrialReport> {

    /** Spark's name of GPUs. */
    private static final String GPU = "gpu";

    /** The same, after more failed attempts. */
    TrialTask after(int attempts) {
        return new TrialTask(attempt, progress, attempts);
    }

    @Override
    public TrialReport call(Trial trial) throws Exception {
        TaskContext task = TaskContext.get();
        TrialAttempt shared = attempt.value();
        int left = shared.execution().maxAttempts() - earlier - task.attemptNumber();
        if (left <= 0) {
            // Where Spark keeps tasks from executors that failed them, it must allow one attempt more than that.
            return shared.lost(trial, "the machines that ran it were lost", null);
        }
        try {
            int slots = SparkMaster.slots(SparkEnv.get().conf(), Runtime.getRuntime().availableProcessors());
            return shared.run(trial, devices(task), MemoryLimit.perTrial(slots), task::isInterrupted, this::report);
        } catch (TrialAttempt.HostFaultException e) {
            if (left > 1) {
                // Spark tries again, elsewhere where there is an elsewhere.
                throw e;
            }
            return shared.lost(trial, e.getMessage(), null);
        } finally {
            // Or the driver would collect it.
            progress.reset();
        }
    }

    private void report(TrialProgress latest) {
        progress.reset();
        progress.add(latest);
    }

    /** Those that Spark gave to a task; none in local mode. */
    static List<String> devices(TaskContext task) {
        ResourceInformation gpus = task.resourcesJMap().get(GPU);
        return gpus == null ? List.of() : List.of(gpus.addresses());
    }
}
