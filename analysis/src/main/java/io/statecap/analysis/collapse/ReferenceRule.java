package io.statecap.analysis.collapse;

import io.statecap.analysis.table.CurveRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The criterion {@code reference}: loss minus the best that any training length of the same size reaches at the same
 * positions, which is the lowest, over training lengths, of the medians over seeds. A check that needs no losses from a
 * fresh state. Buckets are compared where their edges are equal.
 */
public final class ReferenceRule {

    private final Criterion criterion;
    private final Map<Range, Map<Integer, List<Double>>> losses = new HashMap<>();
    private final Map<Range, Double> best = new HashMap<>();

    public ReferenceRule(Criterion criterion) {
        this.criterion = criterion;
    }

    /** Positions of a bucket, half-open. */
    private record Range(long from, long to) {}

    /** Adds the curve of one trial of the size, before any is tested: rows of one probe, slice and step. */
    public void add(List<CurveRow> curve) {
        for (CurveRow row : curve) {
            Double loss = CurveLosses.scoredLoss(row);
            if (loss != null) {
                losses.computeIfAbsent(new Range(row.fromPosition(), row.toPosition()), range -> new HashMap<>())
                        .computeIfAbsent(row.trainLength(), length -> new ArrayList<>()).add(loss);
            }
        }
    }

    /** Null where no trial has the bucket. */
    private Double best(CurveLosses.Bucket bucket) {
        return best.computeIfAbsent(new Range(bucket.from(), bucket.to()), key -> !losses.containsKey(key) ? null
                : (Double) losses.get(key).values().stream().mapToDouble(ReferenceRule::median).min().orElseThrow());
    }

    /** Losses may be infinite, and the median of Commons Math for two infinite values is not a number. */
    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * @param rows of one trial, probe, prompt, slice, mitigation and step, in any order
     * @throws IllegalArgumentException as {@link CollapseDetector#detect}
     */
    public Collapse test(List<CurveRow> rows) {
        CurveLosses curve = CurveLosses.of(rows, criterion);
        List<CurveLosses.Bucket> shared = curve.beyond().stream().filter(bucket -> best(bucket) != null).toList();
        if (shared.isEmpty()) {
            throw new IllegalArgumentException("trial " + curve.trialId() + " shares no bucket beyond its training"
                    + " length " + curve.trainLength() + " with a trial of its size");
        }
        return curve.judged(curve.baseline().loss(), curve.worst(), shared, bucket -> bucket.loss() - best(bucket),
                bucket -> bucket.loss() - best(bucket) > criterion.limit(), false);
    }
}
