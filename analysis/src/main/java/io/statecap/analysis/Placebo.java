package io.statecap.analysis;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.view.Columns.Shown;
import io.statecap.analysis.view.Table.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * A criterion applied to trials of training length T as if it were shorter, on positions up to T only. Nothing can have
 * collapsed there, so a criterion that measures collapse calls next to none collapsed.
 *
 * @param criterion       canonical text of the rule
 * @param asLength        the shorter training length, tokens
 * @param trials          trials of longer training lengths that could be tested so
 * @param calledCollapsed how many of them the criterion calls collapsed
 */
public record Placebo(
        @Shown(hint = "when a trial counts as collapsed") String criterion,
        @Shown(name = "tested as if trained at T'", hint = "tokens (K = 1024)", kind = Kind.TOKENS) int asLength,
        @Shown(hint = "of longer training lengths, on positions up to their own T only", kind = Kind.COUNT) int trials,
        @Shown(name = "called collapsed", kind = Kind.COUNT) int calledCollapsed) {

    /** Share called collapsed above which a criterion measures something else. */
    public static final double LARGEST_SHARE = 0.05;

    /**
     * @param curves        the curve of each trial that is tested for collapse
     * @param curvesByTrial all rows of each trial, by id; those of the probe {@code placebo} have losses from a fresh
     *                      state for the shorter lengths, which the criterion {@code fresh} needs
     * @return one row a shorter length, ascending; none where nothing could be tested
     */
    static List<Placebo> of(Map<TrialRow, List<CurveRow>> curves, Map<String, List<CurveRow>> curvesByTrial,
                            Criterion criterion, BiFunction<TrialRow, List<CurveRow>, Collapse> test) {
        TreeSet<Integer> lengths = new TreeSet<>();
        curves.keySet().forEach(trial -> lengths.add(trial.trainLength()));
        Map<Integer, int[]> counts = new TreeMap<>();
        curves.forEach((trial, curve) -> {
            Map<Integer, List<CurveRow>> relabelled = criterion.kind() == Criterion.Kind.FRESH
                    ? TrialCurves.placebo(curvesByTrial.get(trial.trialId()), criterion.slice())
                    : relabelled(curve, trial.trainLength(), lengths);
            relabelled.forEach((length, rows) -> {
                try {
                    boolean collapsed = test.apply(trial, rows).collapsed();
                    int[] count = counts.computeIfAbsent(length, key -> new int[2]);
                    count[0]++;
                    count[1] += collapsed ? 1 : 0;
                } catch (IllegalArgumentException e) {
                    // Its buckets have no edge at the shorter length, or none lies beyond it, so it cannot be tested.
                    return;
                }
            });
        });
        List<Placebo> rows = new ArrayList<>();
        counts.forEach((length, count) -> rows.add(new Placebo(criterion.name(), length, count[0], count[1])));
        return rows;
    }

    private static Map<Integer, List<CurveRow>> relabelled(List<CurveRow> curve, int trainLength,
                                                           TreeSet<Integer> lengths) {
        Map<Integer, List<CurveRow>> relabelled = new TreeMap<>();
        for (int length : lengths.headSet(trainLength)) {
            relabelled.put(length, curve.stream().filter(row -> row.toPosition() <= trainLength)
                    .map(row -> row.withTrainLength(length)).toList());
        }
        return relabelled;
    }

    /** Of all lengths together. */
    public static Placebo total(List<Placebo> rows) {
        return new Placebo("", 0, rows.stream().mapToInt(Placebo::trials).sum(),
                rows.stream().mapToInt(Placebo::calledCollapsed).sum());
    }

    /** For example {@code 2 of 9}. */
    public String called() {
        return calledCollapsed + " of " + trials;
    }

    /** Share called collapsed; 0 where there are no trials. */
    public double share() {
        return calledCollapsed / (double) Math.max(1, trials);
    }
}
