package io.statecap.analysis.collapse;

import io.statecap.analysis.table.CurveRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The best losses of one model size: for each bucket of positions the lowest, over training lengths, of the medians
 * over seeds. Buckets are compared where their edges are equal.
 */
public final class ReferenceLosses {

    private final Map<Range, Map<Integer, List<Double>>> losses = new HashMap<>();

    /** Positions of a bucket, half-open. */
    record Range(long from, long to) {}

    /** Adds one trial's curve: rows of one probe, slice and step. */
    public void add(List<CurveRow> curve) {
        for (CurveRow row : curve) {
            Double loss = CurveLosses.scoredLoss(row);
            if (loss != null) {
                losses.computeIfAbsent(new Range(row.fromPosition(), row.toPosition()), range -> new HashMap<>())
                        .computeIfAbsent(row.trainLength(), length -> new ArrayList<>()).add(loss);
            }
        }
    }

    Map<Range, Double> best() {
        Map<Range, Double> best = new HashMap<>();
        losses.forEach((range, byLength) -> best.put(range,
                byLength.values().stream().mapToDouble(ReferenceLosses::median).min().orElseThrow()));
        return best;
    }

    /** Losses may be infinite, and the median of Commons Math for two infinite values is not a number. */
    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
