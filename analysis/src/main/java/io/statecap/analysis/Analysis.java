package io.statecap.analysis;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.CollapseDetector;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LeastSquaresLaws;
import io.statecap.analysis.law.Point;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.Outcome;
import io.statecap.analysis.threshold.Thresholds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From trials and their curves to thresholds and laws. */
public final class Analysis {

    private static final String OK = "ok";

    private Analysis() {}

    /**
     * @param trials all trials of a results directory; failed ones are counted in the notes and left out
     * @param curves all their curves, in any order
     * @return outcomes, thresholds and laws; the same rows give the same result whatever their order
     */
    public static AnalysisResult analyse(List<TrialRow> trials, List<CurveRow> curves, Criterion criterion) {
        List<String> notes = new ArrayList<>();
        List<TrialRow> finished = trials.stream().filter(trial -> OK.equals(trial.status()))
                .sorted(java.util.Comparator.comparing(TrialRow::trialId)).toList();
        if (finished.size() < trials.size()) {
            notes.add((trials.size() - finished.size()) + " of " + trials.size()
                    + " trials failed and are left out.");
        }
        Map<String, List<CurveRow>> curvesByTrial = TrialCurves.byTrial(curves);
        CollapseDetector detector = new CollapseDetector(criterion);
        List<Collapse> collapses = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (TrialRow trial : finished) {
            try {
                Collapse collapse = detector.detect(TrialCurves.judged(trial.trialId(),
                        curvesByTrial.getOrDefault(trial.trialId(), List.of()), trial.dataset(), criterion.slice()));
                collapses.add(collapse);
                outcomes.add(new Outcome(trial.dataset(), trial.group(), trial.stateSize(), trial.trainLength(),
                        trial.seed(), collapse.collapsed()));
            } catch (IllegalArgumentException e) {
                notes.add("Left out: " + e.getMessage() + ".");
            }
        }
        List<ThresholdRow> thresholds = Thresholds.brackets(outcomes, criterion);
        return new AnalysisResult(criterion, collapses, thresholds, laws(thresholds, criterion, notes), notes);
    }

    private static List<LawRow> laws(List<ThresholdRow> thresholds, Criterion criterion, List<String> notes) {
        List<LawRow> laws = new ArrayList<>();
        Map<String, List<ThresholdRow>> families = new LinkedHashMap<>();
        for (ThresholdRow row : Thresholds.bySeed(thresholds)) {
            families.computeIfAbsent(GroupText.withoutSizes(row.group()), group -> new ArrayList<>()).add(row);
        }
        families.forEach((group, rows) -> {
            List<Point> points = rows.stream().filter(row -> row.upper() != null)
                    .map(row -> new Point(row.stateSize(), row.upper())).toList();
            try {
                laws.addAll(LeastSquaresLaws.fit(Law.LINEAR, points).rows(Thresholds.T_TRAIN, group, criterion.name(),
                        criterion.slice()));
            } catch (IllegalArgumentException e) {
                notes.add("No line" + (group.isEmpty() ? "" : " for " + group) + ": " + e.getMessage() + ".");
            }
        });
        return laws;
    }
}
