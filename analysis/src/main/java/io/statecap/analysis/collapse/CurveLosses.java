package io.statecap.analysis.collapse;

import io.statecap.analysis.table.CurveRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The scored buckets of one loss curve, by ascending position.
 *
 * <p>A bucket belongs to the training length T when it ends at or before it and lies beyond it when it starts at or
 * after it. Buckets without a scored token (null loss) are passed over. A loss that is not a number although tokens
 * were scored counts as infinite: a model that broke down numerically did not stay healthy.
 *
 * @param trialId     the trial
 * @param trainLength T, tokens
 * @param within      buckets within T; the last one ends at T
 * @param beyond      buckets beyond T; at least one
 */
record CurveLosses(String trialId, int trainLength, List<Bucket> within, List<Bucket> beyond) {

    /**
     * One bucket with a scored token; losses in nats.
     *
     * @param stderr       standard error of the loss over sequences; NaN where it is not known
     * @param excess       loss minus that of the same tokens from a fresh state; null where that was not measured
     * @param excessStderr its standard error; NaN where it is not known
     * @param sequences    sequences that were read
     * @param bySequence   excess of each, and its standard error by the sequence's own tokens; without those that have
     *                     none
     */
    record Bucket(long from, long to, double loss, double stderr, Double excess, double excessStderr, int sequences,
                  List<SequenceExcess> bySequence) {

        private static Bucket of(CurveRow row, double loss) {
            Double excess = row.excess();
            if (excess != null && (excess.isNaN() || Double.isInfinite(loss))) {
                excess = Double.POSITIVE_INFINITY;
            }
            return new Bucket(row.fromPosition(), row.toPosition(), loss, known(row.lossStderr()), excess,
                    known(row.excessStderr()), row.sequences(), SequenceExcess.of(row));
        }

        private static double known(Double stderr) {
            return stderr == null || !Double.isFinite(stderr) ? Double.NaN : stderr;
        }
    }

    /**
     * Excess of one sequence in one bucket, nats.
     *
     * @param stderr standard error by its own tokens
     */
    record SequenceExcess(double excess, double stderr) {

        private static List<SequenceExcess> of(CurveRow row) {
            List<SequenceExcess> known = new ArrayList<>();
            for (int i = 0; row.excessBySequence() != null && i < row.excessBySequence().size(); i++) {
                Double excess = row.excessBySequence().get(i);
                Double stderr = row.excessStderrBySequence().get(i);
                if (excess != null && !Double.isFinite(excess)) {
                    known.add(new SequenceExcess(Double.POSITIVE_INFINITY, 0));
                } else if (excess != null && stderr != null) {
                    known.add(new SequenceExcess(excess, stderr));
                }
            }
            return List.copyOf(known);
        }
    }

    /**
     * @param curve rows of one trial, probe, prompt, slice, mitigation and step, in any order
     * @throws IllegalArgumentException if the rows have another slice than the criterion, or lack the baseline
     *                                  bucket or any scored bucket beyond the training length
     */
    static CurveLosses of(List<CurveRow> curve, Criterion criterion) {
        CurveRow first = checkedFirst(curve, criterion);
        int trainLength = first.trainLength();
        List<Bucket> buckets = curve.stream().sorted(Comparator.comparingLong(CurveRow::fromPosition))
                .filter(row -> scoredLoss(row) != null).map(row -> Bucket.of(row, scoredLoss(row))).toList();
        CurveLosses losses = new CurveLosses(first.trialId(), trainLength,
                buckets.stream().filter(bucket -> bucket.to() <= trainLength).toList(),
                buckets.stream().filter(bucket -> bucket.from() >= trainLength).toList());
        losses.checkComplete(criterion.slice());
        return losses;
    }

    private static CurveRow checkedFirst(List<CurveRow> curve, Criterion criterion) {
        if (curve.isEmpty()) {
            throw new IllegalArgumentException("a curve needs at least one bucket");
        }
        CurveRow first = curve.get(0);
        if (!criterion.slice().equals(first.slice())) {
            throw new IllegalArgumentException("the curve of trial " + first.trialId() + " has slice " + first.slice()
                    + ", the criterion needs " + criterion.slice());
        }
        return first;
    }

    /** Null where no token was scored, infinite where one was and the loss is not a number. */
    static Double scoredLoss(CurveRow row) {
        if (row.loss() == null || !row.loss().isNaN()) {
            return row.loss();
        }
        boolean scored = row.lossBySequence() != null && row.lossBySequence().stream().anyMatch(Objects::nonNull);
        return scored ? Double.POSITIVE_INFINITY : null;
    }

    private void checkComplete(String slice) {
        if (within.isEmpty() || within.get(within.size() - 1).to() != trainLength) {
            throw new IllegalArgumentException("trial " + trialId + " has no scored bucket of slice " + slice
                    + " that ends at its training length " + trainLength + ", so it has no baseline");
        }
        if (within.stream().anyMatch(bucket -> Double.isInfinite(bucket.loss()))) {
            throw new IllegalArgumentException("trial " + trialId
                    + " has no finite loss within its training length " + trainLength + ", so it has no baseline");
        }
        if (beyond.isEmpty()) {
            throw new IllegalArgumentException("trial " + trialId + " has no scored bucket of slice " + slice
                    + " beyond its training length " + trainLength);
        }
    }

    /** Whether some bucket beyond T was also read from a fresh state. */
    boolean hasFresh() {
        return beyond.stream().anyMatch(bucket -> bucket.excess() != null);
    }

    /** The bucket that ends at T. */
    Bucket baseline() {
        return within.get(within.size() - 1);
    }

    /** Largest loss of a bucket beyond T. */
    double worst() {
        return beyond.stream().mapToDouble(Bucket::loss).max().orElseThrow();
    }

    /**
     * The outcome of a criterion.
     *
     * @param baseline loss at the end of T, nats
     * @param worst    largest loss beyond T, nats
     * @param read     buckets that it judges; at least one
     * @param excess   what it compares of each, nats
     * @param over     whether a bucket is above what is allowed
     * @param absolute whether losses are compared with the baseline
     */
    Collapse judged(double baseline, double worst, List<Bucket> read, ToDoubleFunction<Bucket> excess,
                    Predicate<Bucket> over, boolean absolute) {
        Long position = read.stream().filter(over).map(Bucket::from).findFirst().orElse(null);
        return new Collapse(trialId, baseline, worst, position != null, position,
                read.stream().mapToDouble(excess).max().orElseThrow(), absolute);
    }
}
