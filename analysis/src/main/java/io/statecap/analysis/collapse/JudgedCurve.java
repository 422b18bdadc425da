package io.statecap.analysis.collapse;

import io.statecap.analysis.table.CurveRow;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * One loss curve held against a {@link Criterion}, also as it would have come out with other probe sequences.
 *
 * <p>A bucket belongs to the training length T when it ends at or before it and lies beyond it when it starts at or
 * after it. Buckets without a scored token (null loss) are passed over. A loss that is not a number although tokens
 * were scored counts as infinite: a model that broke down numerically did not stay healthy.
 */
public final class JudgedCurve {

    /** More than sums of losses can be off, in nats. */
    private static final double ROUNDING = 1e-9;

    private final Criterion criterion;
    private final String trialId;
    private final int trainLength;
    private final List<Bucket> within;
    private final List<Bucket> beyond;
    private final int sequences;
    /** The outcome if no draw of sequences can change it; null if one might. */
    private final Boolean certain;

    /**
     * One bucket with a scored token.
     *
     * @param offsets each sequence's loss minus their mean, 0 where it has none; null if they are not known
     * @param scored  1 for each sequence with a scored token, 0 for others; null if all have one
     */
    private record Bucket(long from, long to, double loss, double[] offsets, int[] scored) {

        static Bucket of(CurveRow row, double loss) {
            List<Double> values = row.lossBySequence();
            if (values == null || Double.isInfinite(loss)) {
                return new Bucket(row.fromPosition(), row.toPosition(), loss, null, null);
            }
            double[] offsets = new double[values.size()];
            int[] scored = new int[offsets.length];
            double sum = 0;
            int count = 0;
            for (int i = 0; i < offsets.length; i++) {
                if (isNumber(values.get(i))) {
                    offsets[i] = values.get(i);
                    scored[i] = 1;
                    sum += offsets[i];
                    count++;
                }
            }
            if (count == 0) {
                return new Bucket(row.fromPosition(), row.toPosition(), loss, null, null);
            }
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = scored[i] == 1 ? offsets[i] - sum / count : 0;
            }
            return new Bucket(row.fromPosition(), row.toPosition(), loss, offsets,
                    count == offsets.length ? null : scored);
        }

        /** A loss that no draw can be below. */
        double least() {
            return loss + (offsets == null ? 0 : Arrays.stream(offsets).min().orElse(0)) - ROUNDING;
        }

        /** A loss that no draw can be above. */
        double largest() {
            return loss + (offsets == null ? 0 : Arrays.stream(offsets).max().orElse(0)) + ROUNDING;
        }

        private static boolean isNumber(Double value) {
            return value != null && !value.isNaN();
        }

        /** The reported loss, moved by what drawing each sequence {@code counts[i]} times moves the mean. */
        double resampled(int[] counts) {
            if (offsets == null || offsets.length != counts.length) {
                return loss;
            }
            double sum = 0;
            for (int i = 0; i < counts.length; i++) {
                sum += counts[i] * offsets[i];
            }
            int weight = counts.length;
            if (scored != null) {
                weight = 0;
                for (int i = 0; i < counts.length; i++) {
                    weight += counts[i] * scored[i];
                }
            }
            return weight == 0 ? loss : loss + sum / weight;
        }
    }

    private JudgedCurve(Criterion criterion, CurveRow first, List<Bucket> buckets) {
        this.criterion = criterion;
        this.trialId = first.trialId();
        this.trainLength = first.trainLength();
        this.within = buckets.stream().filter(bucket -> bucket.to() <= trainLength).toList();
        this.beyond = buckets.stream().filter(bucket -> bucket.from() >= trainLength).toList();
        this.sequences = buckets.stream().mapToInt(bucket -> bucket.offsets() == null ? 0 : bucket.offsets().length)
                .max().orElse(0);
        this.certain = within.isEmpty() || beyond.isEmpty() ? null : certainOutcome();
    }

    /** Outcomes depend monotonically on each bucket, so the two extreme cases bound all draws. */
    private Boolean certainOutcome() {
        if (judge(losses(within, Bucket::largest), losses(beyond, Bucket::least)).collapsed()) {
            return true;
        }
        return judge(losses(within, Bucket::least), losses(beyond, Bucket::largest)).collapsed() ? null : Boolean.FALSE;
    }

    private static double[] losses(List<Bucket> buckets, ToDoubleFunction<Bucket> loss) {
        return buckets.stream().mapToDouble(loss).toArray();
    }

    /**
     * @param curve rows of one trial, probe, prompt, slice, mitigation and step, in any order
     * @throws IllegalArgumentException if the rows mix several curves, have another slice than the criterion, or lack
     *                                  the baseline bucket or any scored bucket beyond the training length
     */
    public static JudgedCurve of(List<CurveRow> curve, Criterion criterion) {
        CurveRow first = checkedFirst(curve, criterion);
        List<Bucket> buckets = curve.stream().sorted(Comparator.comparingLong(CurveRow::fromPosition))
                .filter(row -> scoredLoss(row) != null).map(row -> Bucket.of(row, scoredLoss(row))).toList();
        JudgedCurve judged = new JudgedCurve(criterion, first, buckets);
        judged.checkComplete();
        return judged;
    }

    private static CurveRow checkedFirst(List<CurveRow> curve, Criterion criterion) {
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
        if (row.loss() == null || !row.loss().isNaN()) {
            return row.loss();
        }
        boolean scored = row.lossBySequence() != null && row.lossBySequence().stream().anyMatch(Objects::nonNull);
        return scored ? Double.POSITIVE_INFINITY : null;
    }

    private void checkComplete() {
        if (within.isEmpty() || within.get(within.size() - 1).to() != trainLength) {
            throw new IllegalArgumentException("trial " + trialId + " has no scored bucket of slice "
                    + criterion.slice() + " that ends at its training length " + trainLength
                    + ", so it has no baseline");
        }
        if (within.stream().anyMatch(bucket -> Double.isInfinite(bucket.loss()))) {
            throw new IllegalArgumentException("trial " + trialId
                    + " has no finite loss within its training length " + trainLength + ", so it has no baseline");
        }
        if (beyond.isEmpty()) {
            throw new IllegalArgumentException("trial " + trialId + " has no scored bucket of slice "
                    + criterion.slice() + " beyond its training length " + trainLength);
        }
    }

    /** Number of probe sequences whose losses are known one by one; 0 if none are. */
    public int sequences() {
        return sequences;
    }

    /** The outcome as probed. */
    public Collapse collapse() {
        return judge(losses(within, Bucket::loss), losses(beyond, Bucket::loss));
    }

    /**
     * Whether the curve would have collapsed with a bootstrap sample of its probe sequences.
     *
     * @param counts how often each of the {@link #sequences()} is drawn; they add up to their number
     */
    public boolean collapsedWith(int[] counts) {
        if (certain != null) {
            return certain;
        }
        double[] inside = new double[within.size()];
        for (int i = criterion.kind() == Criterion.Kind.EXCESS ? baselineStart() : 0; i < inside.length; i++) {
            inside[i] = within.get(i).resampled(counts);
        }
        double[] outside = new double[beyond.size()];
        for (int i = 0; i < outside.length; i++) {
            outside[i] = beyond.get(i).resampled(counts);
        }
        return judge(inside, outside).collapsed();
    }

    private Collapse judge(double[] inside, double[] outside) {
        double baseline = baseline(inside);
        double largestWithin = Double.NEGATIVE_INFINITY;
        for (double loss : inside) {
            largestWithin = Math.max(largestWithin, loss);
        }
        double allowed = criterion.allowedLoss(baseline, largestWithin);
        double worst = Double.NEGATIVE_INFINITY;
        Long position = null;
        for (int i = 0; i < outside.length; i++) {
            double loss = smoothed(outside, i);
            worst = Math.max(worst, loss);
            if (position == null && loss > allowed) {
                position = beyond.get(i).from();
            }
        }
        return new Collapse(trialId, trainLength, baseline, worst, allowed, position != null, position);
    }

    /** Mean over the buckets of the baseline window, weighted with their widths. */
    private double baseline(double[] inside) {
        double sum = 0;
        long width = 0;
        for (int i = baselineStart(); i < inside.length; i++) {
            long tokens = within.get(i).to() - within.get(i).from();
            sum += inside[i] * tokens;
            width += tokens;
        }
        return sum / width;
    }

    /** Index of the first bucket of the baseline window, which always holds the last bucket. */
    private int baselineStart() {
        int first = within.size() - 1;
        while (criterion.baselineWindow() > 0 && first > 0
                && within.get(first - 1).from() >= trainLength - criterion.baselineWindow()) {
            first--;
        }
        return first;
    }

    /** Mean of the buckets centred on one of them, fewer at the ends, so that none within T is mixed in. */
    private double smoothed(double[] outside, int centre) {
        int reach = criterion.smoothing() / 2;
        int from = Math.max(0, centre - reach);
        int to = Math.min(outside.length, centre + reach + 1);
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += outside[i];
        }
        return sum / (to - from);
    }
}
