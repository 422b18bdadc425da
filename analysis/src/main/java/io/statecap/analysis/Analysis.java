package io.statecap.analysis;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.RecallThresholds;
import io.statecap.analysis.threshold.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From trials and their curves to thresholds and laws: what {@code fit} and {@code report} call. */
public final class Analysis {

    private Analysis() {}

    /** As {@link #analyse(List, List, List, Criterion)} for a directory without passkey tables. */
    public static AnalysisResult analyse(List<TrialRow> trials, List<CurveRow> curves, Criterion criterion) {
        return analyse(trials, curves, List.of(), criterion);
    }

    /**
     * @param trials   all trials of a results directory; failed ones are counted in the notes and left out
     * @param curves   all their curves, in any order
     * @param passkeys all their passkey rows, in any order; empty where that probe did not run
     * @return outcomes, thresholds and laws; the same rows give the same result whatever their order and the threads
     */
    public static AnalysisResult analyse(List<TrialRow> trials, List<CurveRow> curves, List<PasskeyRow> passkeys,
                                         Criterion criterion) {
        TestedTrials tested = TestedTrials.of(trials, TrialCurves.byTrial(curves), criterion);
        List<String> notes = new ArrayList<>(tested.notes());
        List<ThresholdRow> thresholds = new ArrayList<>(
                Thresholds.rows(tested.outcomes(), criterion));
        thresholds.addAll(RecallThresholds.rows(tested.finished(), passkeys));
        Map<String, String> labels = GroupText.labels(thresholds.stream().map(ThresholdRow::group).toList());
        thresholds.stream().filter(row -> row.seed() != null && !row.monotone())
                .map(row -> nonMonotone(row, labels.get(row.group()))).forEach(notes::add);
        List<LawFamilyFits> families = LawFamilyFits.of(thresholds, tested.outcomes());
        families.stream().flatMap(family -> family.notes().stream()).distinct().forEach(notes::add);
        return new AnalysisResult(criterion, tested.collapses(), thresholds, families, tested.placebo(), notes);
    }

    private static String nonMonotone(ThresholdRow row, String label) {
        String outcome = row.target().equals(RecallThresholds.T_RECALL)
                ? "a shorter context than the longest recalled one was not recalled"
                : "a shorter training length was healthy although a longer one collapsed";
        return row.target() + ", S = " + row.stateSize() + ", seed " + row.seed()
                + (label.isEmpty() ? "" : " (" + label + ")") + ": " + outcome + ".";
    }
}
