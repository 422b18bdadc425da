package io.statecap.analysis;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Everything that is concluded from a results directory: what {@code fit} and {@code report} call.
 *
 * @param criterion  the rule by which the curves were tested for collapse
 * @param outcomes   what became of every finished trial, by trial id
 * @param families   thresholds and laws of every family of comparable models
 * @param placebo    the criterion applied where nothing can have collapsed, one row a shorter length
 * @param notes      sentences on what was left out or is uncertain
 */
public record Analysis(Criterion criterion, List<Outcome> outcomes, List<LawFamily> families,
        List<Placebo> placebo, List<String> notes) {

    /** Of nothing. */
    public static final Analysis NONE = new Analysis(null, List.of(), List.of(), List.of(), List.of());

    /**
     * @param trials   all trials of a results directory; failed ones are counted in the notes and left out
     * @param curves   all their curves, in any order
     * @param passkeys all their passkey rows, in any order; empty where that probe did not run
     * @return outcomes, thresholds and laws; the same rows give the same result whatever their order and the threads
     */
    public static Analysis analyse(List<TrialRow> trials, List<CurveRow> curves, List<PasskeyRow> passkeys,
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
        return new Analysis(criterion, tested.outcomes(), families, tested.placebo(), notes);
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

    /** What the curve of each tested trial says, by trial id. */
    public List<Collapse> collapses() {
        return outcomes.stream().map(Outcome::collapse).toList();
    }

    /** One row a state size and seed, and one over the seeds. */
    public List<ThresholdRow> thresholds() {
        return families.stream().flatMap(family -> family.thresholds().stream()).toList();
    }

    /** One row a family and octave of positions. */
    public List<HorizonRow> horizons() {
        return families.stream().flatMap(family -> family.horizons().stream()).toList();
    }

    /** One row a law and parameter. */
    public List<LawRow> laws() {
        return families.stream().flatMap(family -> family.rows().stream()).toList();
    }

    /**
     * Trials with their outcomes by this criterion, which may differ from the one that the sweep was run with; trials
     * without an outcome stay as they are.
     */
    public List<TrialRow> withOutcomes(List<TrialRow> trials) {
        Map<String, Collapse> byTrial = collapses().stream()
                .collect(Collectors.toMap(Collapse::trialId, Function.identity()));
        return trials.stream().map(trial -> byTrial.containsKey(trial.trialId())
                ? trial.withOutcome(byTrial.get(trial.trialId())) : trial).toList();
    }

    /** Whether the data separate the laws, one paragraph a family. */
    public String verdict() {
        return families.isEmpty() ? "No thresholds, so no laws to compare."
                : families.stream().map(LawFamily::verdict)
                        .filter(words -> !words.isEmpty()).collect(Collectors.joining("\n"));
    }
}
