package io.statecap.analysis.report;

import io.statecap.analysis.AnalysisResult;
import io.statecap.analysis.LawFamily;
import io.statecap.analysis.Placebo;
import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.text.Conclusions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that a report is made of. Any list may be empty: a sweep that still runs has some of its rows.
 *
 * @param sweepJson text of {@code sweep.json}; empty where there is none
 * @param families laws with their bands, and thresholds by horizon
 * @param sensitivity how the line moves with the criterion
 * @param excess largest excess loss of each tested trial by id, nats: what the criterion compares with its limit
 * @param conclusions what the analysis concludes, one paragraph each: a warning if the placebo failed, then the law of
 *                    each family
 * @param incomplete how much of the sweep is there, if not all of it; empty otherwise
 * @param placebo the criterion applied where nothing can have collapsed
 * @param findings sentences of the analysis on what the data show, such as whether they separate the laws
 * @param notes sentences on what was left out or is uncertain
 */
public record ReportData(String sweepJson, List<TrialRow> trials, List<CurveRow> curves, List<TrainingRow> training,
                         List<PasskeyRow> passkey, List<StateRow> states, List<GateRow> gates,
                         List<ThresholdRow> thresholds, List<LawRow> laws, List<LawFamily> families,
                         List<Sensitivity> sensitivity, Map<String, Double> excess, List<String> conclusions,
                         String incomplete, List<Placebo> placebo, List<String> findings, List<String> notes) {

    /** What was measured and what an analysis made of it: outcomes are those of that analysis' criterion. */
    public static ReportData of(String sweepJson, List<TrialRow> trials, List<CurveRow> curves,
            List<TrainingRow> training, List<PasskeyRow> passkey, List<StateRow> states, List<GateRow> gates,
                                AnalysisResult analysis, List<Sensitivity> sensitivity) {
        return new ReportData(sweepJson, analysis.withOutcomes(trials), curves, training, passkey, states, gates,
                analysis.thresholds(), analysis.laws(), analysis.families(), sensitivity,
                analysis.outcomes().stream().collect(Collectors.toMap(outcome -> outcome.trial().trialId(),
                        outcome -> outcome.collapse().worstExcess())),
                Conclusions.of(analysis), "", analysis.placebo(),
                analysis.families().isEmpty() ? List.of() : analysis.verdict().lines().toList(), analysis.notes());
    }

    /** Measurements without an analysis. */
    public static ReportData unanalysed(String sweepJson, List<TrialRow> trials, List<CurveRow> curves,
                                        List<TrainingRow> training) {
        return new ReportData(sweepJson, trials, curves, training, List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), Map.of(), List.of(), "", List.of(), List.of(), List.of());
    }

    /** What one model's probes measured, outside any sweep. {@code model}: of its trial id are all rows. */
    public static ReportData ofProbes(TrialRow model, List<CurveRow> curves, List<PasskeyRow> passkey,
                                      List<StateRow> states, List<GateRow> gates) {
        return new ReportData("", List.of(model), curves, List.of(), passkey, states, gates, List.of(), List.of(),
                List.of(), List.of(), Map.of(), List.of(), "", List.of(), List.of(), List.of());
    }

    /** The same of a sweep that is not whole, for example {@code 46 of 50 trials; 4 missing, 0 failed}. */
    public ReportData withIncomplete(String words) {
        return new ReportData(sweepJson, trials, curves, training, passkey, states, gates, thresholds, laws, families,
                sensitivity, excess, conclusions, words, placebo, findings, notes);
    }

    /**
     * What the criterion compares with its limit, nats; without an analysis the worst loss minus the loss at the
     * training length; null for a trial without a curve.
     */
    public Double excess(TrialRow trial) {
        Double tested = excess.get(trial.trialId());
        return tested != null ? tested : trial.worstLoss() == null || trial.baselineLoss() == null ? null
                : Double.valueOf(trial.worstLoss() - trial.baselineLoss());
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
        families = List.copyOf(families);
        sensitivity = List.copyOf(sensitivity);
        excess = Map.copyOf(excess);
        conclusions = List.copyOf(conclusions);
        placebo = List.copyOf(placebo);
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }
}
