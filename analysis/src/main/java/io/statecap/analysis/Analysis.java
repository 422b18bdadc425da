package io.statecap.analysis;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.Family;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.Outcome;
import io.statecap.analysis.threshold.RecallThresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** From trials and their curves to thresholds and laws: what {@code fit} and {@code report} call. */
public final class Analysis {

    private Analysis() {}

    /**
     * @param trials   all trials of a results directory; failed ones are counted in the notes and left out
     * @param curves   all their curves, in any order
     * @param passkeys all their passkey rows, in any order; empty where that probe did not run
     * @return outcomes, thresholds and laws; the same rows give the same result whatever their order and the threads
     */
    public static AnalysisResult analyse(List<TrialRow> trials, List<CurveRow> curves, List<PasskeyRow> passkeys,
                                         Criterion criterion) {
        TestedTrials tested = TestedTrials.of(trials, TrialCurves.byTrial(curves), criterion);
        List<LawFamily> families = families(tested.outcomes(), RecallThresholds.of(tested.finished(), passkeys),
                criterion);
        List<String> notes = new ArrayList<>(tested.notes());
        List<ThresholdRow> thresholds = families.stream().flatMap(family -> family.thresholds().stream()).toList();
        Map<String, String> labels = GroupText.labels(thresholds.stream().map(ThresholdRow::group).toList());
        thresholds.stream().filter(row -> row.seed() != null && !row.monotone())
                .map(row -> nonMonotone(row, labels.get(row.group()))).forEach(notes::add);
        families.stream().flatMap(family -> family.notes().stream()).distinct().forEach(notes::add);
        return new AnalysisResult(criterion, tested.outcomes(), families, tested.placebo(), notes);
    }

    /** Families of training lengths needed, then of context lengths recalled. */
    static List<LawFamily> families(List<Outcome> outcomes, List<RecallThresholds.Recalled> recall,
                                    Criterion criterion) {
        List<Family> training = Family.of(outcomes);
        boolean severalData = Stream.concat(training.stream().map(Family::dataset),
                recall.stream().map(RecallThresholds.Recalled::dataset)).distinct().count() > 1;
        List<String> groups = Stream.concat(
                training.stream().map(family -> group(family.dataset(), family.group(), severalData)),
                recall.stream().map(family -> group(family.dataset(), family.group(), severalData))).toList();
        Map<String, String> labels = GroupText.labels(groups);
        return IntStream.range(0, groups.size()).parallel().mapToObj(i -> i < training.size()
                ? LawFamily.ofTraining(training.get(i), groups.get(i), labels.get(groups.get(i)), criterion)
                : LawFamily.ofRecall(recall.get(i - training.size()), groups.get(i), labels.get(groups.get(i))))
                .toList();
    }

    private static String group(String dataset, String group, boolean withData) {
        return !withData ? group : "dataset=" + dataset + (group.isEmpty() ? "" : "," + group);
    }

    private static String nonMonotone(ThresholdRow row, String label) {
        String outcome = row.target().equals(RecallThresholds.T_RECALL)
                ? "a shorter context than the longest recalled one was not recalled"
                : "a shorter training length was healthy although a longer one collapsed";
        return row.target() + ", S = " + row.stateSize() + ", seed " + row.seed()
                + (label.isEmpty() ? "" : " (" + label + ")") + ": " + outcome + ".";
    }
}
