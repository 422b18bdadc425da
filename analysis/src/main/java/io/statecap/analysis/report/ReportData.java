package io.statecap.analysis.report;

import io.statecap.analysis.AnalysisResult;
import io.statecap.analysis.Placebo;
import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.text.Headline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a report is made of. Any list may be empty: a sweep that still runs has some of its rows.
 *
 * @param sweepJson text of {@code sweep.json}; empty where there is none
 * @param lawBands confidence bands of fitted laws; where a law has none, its figure shows none
 * @param sensitivity how the line moves with the criterion
 * @param placebo the criterion applied where nothing can have collapsed
 * @param excess by trial, the largest of what the criterion compares, nats; empty where nothing was judged
 * @param answer what the sweep shows, in a paragraph or two; the first of them leads the page
 * @param findings sentences of the analysis on what the data show, such as whether they separate the laws
 * @param notes sentences on what was left out or is uncertain
 */
public record ReportData(String sweepJson, List<TrialRow> trials, List<CurveRow> curves, List<TrainingRow> training,
                         List<PasskeyRow> passkey, List<StateRow> states, List<GateRow> gates,
                         List<ThresholdRow> thresholds, List<LawRow> laws, List<LawBand> lawBands,
                         List<Sensitivity> sensitivity, List<Placebo> placebo, Map<String, Double> excess,
                         List<String> answer, List<String> findings, List<String> notes) {

    /**
     * One point of the 95 % confidence band of a law.
     *
     * @param stateSize elements
     * @param low tokens; null where it is open
     * @param high tokens; null where it is open
     */
    public record LawBand(String target, String group, String criterion, String slice, String method, String law,
                          double stateSize, Double low, Double high) {}

    /**
     * What was measured and what an analysis made of it: outcomes are judged by that analysis' criterion.
     *
     * @param completeness how many of the sweep's trials these are; empty if all
     */
    public static ReportData of(String sweepJson, List<TrialRow> trials, List<CurveRow> curves, List<TrainingRow> training,
                                List<PasskeyRow> passkey, List<StateRow> states, List<GateRow> gates,
                                AnalysisResult analysis, List<Sensitivity> sensitivity, String completeness) {
        return new ReportData(sweepJson, analysis.judged(trials), curves, training, passkey, states, gates,
                analysis.thresholds(), analysis.laws(), LawBands.of(analysis.families()), sensitivity,
                analysis.placebo(), analysis.collapses().stream()
                        .collect(Collectors.toMap(Collapse::trialId, Collapse::worstExcess)),
                Stream.concat(Headline.of(analysis).stream(), Stream.of(completeness).filter(text -> !text.isEmpty()))
                        .toList(), findings(analysis), analysis.notes());
    }

    private static List<String> findings(AnalysisResult analysis) {
        List<String> findings = new ArrayList<>();
        if (!analysis.families().isEmpty()) {
            findings.addAll(analysis.verdict().lines().toList());
        }
        if (!analysis.placebo().isEmpty()) {
            findings.add(Headline.placebo(analysis.placebo()));
        }
        return findings;
    }

    /** Measurements without an analysis. */
    public static ReportData unanalysed(String sweepJson, List<TrialRow> trials, List<CurveRow> curves,
                                        List<TrainingRow> training) {
        return new ReportData(sweepJson, trials, curves, training, List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), Map.of(), List.of(), List.of(), List.of());
    }

    /** What one model's probes measured, outside any sweep. {@code model}: of its trial id are all rows. */
    public static ReportData ofProbes(TrialRow model, List<CurveRow> curves, List<PasskeyRow> passkey,
                                      List<StateRow> states, List<GateRow> gates) {
        return new ReportData("", List.of(model), curves, List.of(), passkey, states, gates, List.of(), List.of(),
                List.of(), List.of(), List.of(), Map.of(), List.of(), List.of(), List.of());
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
        sensitivity = List.copyOf(sensitivity);
        placebo = List.copyOf(placebo);
        excess = Map.copyOf(excess);
        answer = List.copyOf(answer);
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }
}
