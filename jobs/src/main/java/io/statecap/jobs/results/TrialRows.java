package io.statecap.jobs.results;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.util.List;

/** All that one finished (or failed) trial leaves in the tables; an empty list leaves no file. */
public record TrialRows(TrialRow trial, List<CurveRow> curves, List<TrainingRow> training, List<PasskeyRow> passkey,
                        List<StateRow> states, List<GateRow> gates) {

    /** Copies the lists. */
    public TrialRows {
        curves = List.copyOf(curves);
        training = List.copyOf(training);
        passkey = List.copyOf(passkey);
        states = List.copyOf(states);
        gates = List.copyOf(gates);
    }

    /** A trial of which only its row and its steps so far are known, as after a failure. */
    public static TrialRows of(TrialRow trial, List<TrainingRow> training) {
        return new TrialRows(trial, List.of(), training, List.of(), List.of(), List.of());
    }
}
