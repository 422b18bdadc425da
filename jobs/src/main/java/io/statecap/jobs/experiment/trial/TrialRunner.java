package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.table.TrainingRow;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.probe.ProbeParts;
import io.statecap.jobs.results.TrialRows;
import java.io.Serializable;
import java.util.List;

/** Makes the numbers of one trial. Travels to executors, so it holds no state. */
@FunctionalInterface
public interface TrialRunner extends Serializable {

    /**
     * Trains and probes.
     *
     * @return all rows of the trial, its status {@code ok}
     * @throws FailedException             if the trial itself cannot give a result; retrying would not help
     * @throws ProbeParts.StoppedException if it was told to stop; a later call continues from its checkpoint
     */
    TrialRows run(Trial trial, TrialContext context) throws Exception;

    /** A trial has no result, for a reason that belongs into its row: the message is one sentence. */
    final class FailedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient List<TrainingRow> training;

        public FailedException(String reason) {
            this(reason, List.of());
        }

        /** @param training the steps up to the failure */
        FailedException(String reason, List<TrainingRow> training) {
            super(reason);
            this.training = training;
        }

        List<TrainingRow> training() {
            return training;
        }
    }
}
