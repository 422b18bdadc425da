package io.statecap.analysis;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.JudgedCurve;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finished trials held against a criterion.
 *
 * @param finished  trials with status {@code ok}, by id
 * @param curves    judged curve of each usable trial, by id
 * @param collapses their outcomes
 * @param outcomes  the same with what they are outcomes of
 * @param notes     sentences on failed and unusable trials
 */
record JudgedTrials(List<TrialRow> finished, Map<String, JudgedCurve> curves, List<Collapse> collapses,
                    List<Outcome> outcomes, List<String> notes) {

    private static final String OK = "ok";

    static JudgedTrials of(List<TrialRow> trials, Map<String, List<CurveRow>> curvesByTrial, Criterion criterion) {
        List<String> notes = new ArrayList<>();
        List<TrialRow> finished = trials.stream().filter(trial -> OK.equals(trial.status()))
                .sorted(Comparator.comparing(TrialRow::trialId)).toList();
        if (finished.size() < trials.size()) {
            notes.add((trials.size() - finished.size()) + " of " + trials.size()
                    + " trials failed and are left out.");
        }
        Map<String, JudgedCurve> curves = new LinkedHashMap<>();
        List<Collapse> collapses = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (TrialRow trial : finished) {
            try {
                List<CurveRow> rows = curvesByTrial.getOrDefault(trial.trialId(), List.of());
                JudgedCurve curve = JudgedCurve.of(
                        TrialCurves.judged(trial.trialId(), rows, trial.dataset(), criterion.slice()), criterion);
                Collapse collapse = curve.collapse();
                curves.put(trial.trialId(), curve);
                collapses.add(collapse);
                outcomes.add(new Outcome(trial.trialId(), trial.dataset(), trial.group(), trial.stateSize(),
                        trial.trainLength(), trial.seed(), collapse.collapsed()));
            } catch (IllegalArgumentException e) {
                notes.add("Left out: " + e.getMessage() + ".");
            }
        }
        return new JudgedTrials(finished, curves, collapses, outcomes, notes);
    }
}
