package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.table.TrainingRow;
import java.util.List;

/** A trial has no result, for a reason that belongs into its row: the message is one sentence. */
public final class TrialFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<TrainingRow> training;

    public TrialFailedException(String reason) {
        this(reason, List.of());
    }

    /** @param training the steps up to the failure */
    public TrialFailedException(String reason, List<TrainingRow> training) {
        super(reason);
        this.training = List.copyOf(training);
    }

    /** The steps up to the failure. */
    public List<TrainingRow> training() {
        return training;
    }
}
