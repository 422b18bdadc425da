package io.statecap.jobs.experiment.sweep;

import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.trial.TrialReport;
import io.statecap.jobs.experiment.trial.TrialRunner;
import io.statecap.jobs.results.ResultsDirectory;
import java.util.function.BiConsumer;

/** Runs the trials of one sweep, several at a time: on Spark, or on whatever else. */
public interface TrialExecutor extends AutoCloseable {

    /** Makes the executor of a sweep; called only if there is a trial to run. */
    @FunctionalInterface
    interface Factory {
        TrialExecutor open(SweepConfig config, ResultsDirectory results, TrialRunner runner, SweepProgress progress);
    }

    /** A trial was lost with the machines that ran it, more often than it may be; the others go on. */
    final class LostException extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param reason why the last attempt was lost, in one sentence */
        public LostException(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    /** Trials to have submitted at a time: enough that no core ever waits for the driver. */
    int window();

    /**
     * Submits a trial and returns at once.
     *
     * @param label    its name where running trials are shown
     * @param finished called once, on some thread, with the report; or with a {@link LostException}; or with whatever
     *                 else ended the executor itself
     */
    void submit(Trial trial, String label, BiConsumer<TrialReport, Throwable> finished);

    /** Tells all running trials to write a checkpoint and stop, and waits until they have, for a while. */
    void stopAll() throws InterruptedException;

    @Override
    void close();
}
