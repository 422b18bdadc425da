package io.statecap.analysis.report;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.util.List;

/**
 * All that a report is made of. Any list may be empty: a sweep that still runs has some of its rows.
 *
 * @param sweepJson text of {@code sweep.json}; empty where there is none
 * @param lawBands confidence bands of fitted laws; where a law has none, its figure shows none
 * @param findings sentences of the analysis, such as whether the data separate the laws
 */
public record ReportData(String sweepJson, List<TrialRow> trials, List<CurveRow> curves, List<TrainingRow> training,
                         List<PasskeyRow> passkey, List<StateRow> states, List<GateRow> gates,
                         List<ThresholdRow> thresholds, List<LawRow> laws, List<LawBand> lawBands,
                         List<String> findings) {

    /**
     * One point of the 95 % confidence band of a law.
     *
     * @param stateSize elements
     * @param low tokens
     * @param high tokens
     */
    public record LawBand(String target, String group, String criterion, String slice, String method, String law,
                          double stateSize, double low, double high) {}

    /** With the bands of the laws that these thresholds give. */
    public static ReportData of(String sweepJson, List<TrialRow> trials, List<CurveRow> curves, List<TrainingRow> training,
                                List<PasskeyRow> passkey, List<StateRow> states, List<GateRow> gates,
                                List<ThresholdRow> thresholds, List<LawRow> laws, List<String> findings) {
        return new ReportData(sweepJson, trials, curves, training, passkey, states, gates, thresholds, laws,
                LawBands.of(thresholds), findings);
    }

    public ReportData {
        trials = List.copyOf(trials);
        curves = List.copyOf(curves);
        training = List.copyOf(training);
        passkey = List.copyOf(passkey);
        states = List.copyOf(states);
        gates = List.copyOf(gates);
        thresholds = List.copyOf(thresholds);
        laws = List.copyOf(laws);
        lawBands = List.copyOf(lawBands);
        findings = List.copyOf(findings);
    }
}
