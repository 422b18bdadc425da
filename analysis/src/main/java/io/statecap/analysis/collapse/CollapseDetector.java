package io.statecap.analysis.collapse;

import io.statecap.analysis.table.CurveRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Holds one loss curve against a {@link Criterion}.
 *
 * <p>A bucket belongs to the training length T when it ends at or before it and lies beyond it when it starts at or
 * after it. Buckets without a scored token (null loss) are passed over. A loss that is not a number although tokens were
 * scored counts as infinite: a model that broke down numerically did not stay healthy.
 */
public final class CollapseDetector {

    private final Criterion criterion;

    public CollapseDetector(Criterion criterion) {
        this.criterion = criterion;
    }

    /** One bucket with a scored token. */
    private record Bucket(long from, long to, double loss) {}

    /**
     * @param curve rows of one trial, probe, prompt, slice, mitigation and step, in any order
     * @throws IllegalArgumentException if the rows mix several curves, have another slice than the criterion, or lack
     *                                  the baseline bucket or any scored bucket beyond the training length
     */
    public Collapse detect(List<CurveRow> curve) {
        CurveRow first = checkedFirst(curve);
        int trainLength = first.trainLength();
        List<Bucket> buckets = new ArrayList<>();
        for (CurveRow row : curve) {
            Double loss = scoredLoss(row);
            if (loss != null) {
                buckets.add(new Bucket(row.fromPosition(), row.toPosition(), loss));
            }
        }
        buckets.sort(Comparator.comparingLong(Bucket::from));
        List<Bucket> within = buckets.stream().filter(bucket -> bucket.to() <= trainLength).toList();
        List<Bucket> beyond = buckets.stream().filter(bucket -> bucket.from() >= trainLength).toList();
        double baseline = baseline(first.trialId(), trainLength, within);
        if (beyond.isEmpty()) {
            throw new IllegalArgumentException("trial " + first.trialId() + " has no scored bucket of slice "
                    + criterion.slice() + " beyond its training length " + trainLength);
        }
        double largestWithin = within.stream().mapToDouble(Bucket::loss).max().orElseThrow();
        double allowed = criterion.allowedLoss(baseline, largestWithin);
        double worst = Double.NEGATIVE_INFINITY;
        Long position = null;
        for (int i = 0; i < beyond.size(); i++) {
            double loss = smoothed(beyond, i);
            worst = Math.max(worst, loss);
            if (position == null && loss > allowed) {
                position = beyond.get(i).from();
            }
        }
        return new Collapse(first.trialId(), trainLength, baseline, worst, allowed, position != null, position);
    }

    private CurveRow checkedFirst(List<CurveRow> curve) {
        if (curve.isEmpty()) {
            throw new IllegalArgumentException("a curve needs at least one bucket");
        }
        CurveRow first = curve.get(0);
        CurveKey key = CurveKey.of(first);
        for (CurveRow row : curve) {
            if (!key.equals(CurveKey.of(row)) || !first.trialId().equals(row.trialId())) {
                throw new IllegalArgumentException("rows of several curves are mixed: trial " + first.trialId() + " "
                        + key + " and trial " + row.trialId() + " " + CurveKey.of(row));
            }
        }
        if (!criterion.slice().equals(first.slice())) {
            throw new IllegalArgumentException("the curve of trial " + first.trialId() + " has slice " + first.slice()
                    + ", the criterion needs " + criterion.slice());
        }
        return first;
    }

    private static Double scoredLoss(CurveRow row) {
        if (row.loss() == null) {
            return null;
        }
        if (!row.loss().isNaN()) {
            return row.loss();
        }
        boolean scored = row.lossBySequence() != null
                && row.lossBySequence().stream().anyMatch(java.util.Objects::nonNull);
        return scored ? Double.POSITIVE_INFINITY : null;
    }

    /** Mean over the buckets of the baseline window, weighted with their widths. */
    private double baseline(String trialId, int trainLength, List<Bucket> within) {
        if (within.isEmpty() || within.get(within.size() - 1).to() != trainLength) {
            throw new IllegalArgumentException("trial " + trialId + " has no scored bucket of slice "
                    + criterion.slice() + " that ends at its training length " + trainLength
                    + ", so it has no baseline");
        }
        Bucket last = within.get(within.size() - 1);
        long start = criterion.baselineWindow() == 0 ? last.from() : trainLength - criterion.baselineWindow();
        double sum = 0;
        long width = 0;
        for (Bucket bucket : within) {
            if (bucket.from() >= start || bucket == last) {
                sum += bucket.loss() * (bucket.to() - bucket.from());
                width += bucket.to() - bucket.from();
            }
        }
        if (Double.isInfinite(sum)) {
            throw new IllegalArgumentException("trial " + trialId
                    + " has no finite loss at its training length " + trainLength + ", so it has no baseline");
        }
        return sum / width;
    }

    /** Mean of the buckets centred on one of them, fewer at the ends, so that none within T is mixed in. */
    private double smoothed(List<Bucket> beyond, int centre) {
        int reach = criterion.smoothing() / 2;
        int from = Math.max(0, centre - reach);
        int to = Math.min(beyond.size(), centre + reach + 1);
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += beyond.get(i).loss();
        }
        return sum / (to - from);
    }
}
