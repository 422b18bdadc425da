package io.statecap.jobs.results;

import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.util.List;

/** All that one finished (or failed) trial leaves in the tables; an empty list leaves no file. */
public record TrialRows(TrialRow trial, List<TrainingRow> training, ProbeRows probed) {

    public TrialRows {
        training = List.copyOf(training);
    }

    /** A trial of which only its row and its steps so far are known, as after a failure. */
    public static TrialRows of(TrialRow trial, List<TrainingRow> training) {
        return new TrialRows(trial, training, ProbeRows.none(trial.trialId()));
    }
}
