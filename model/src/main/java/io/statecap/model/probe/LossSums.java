package io.statecap.model.probe;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One sequence's losses, summed by slice and bucket. */
public final class LossSums implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long[] edges;
    private final List<Slice> slices;
    private final double[][] losses;
    private final long[][] counts;
    private final long[][] correct;
    private int bucket;

    LossSums(Buckets buckets, List<Slice> slices) {
        edges = buckets.edges().stream().mapToLong(Long::longValue).toArray();
        this.slices = slices;
        losses = new double[slices.size()][buckets.count()];
        counts = new long[slices.size()][buckets.count()];
        correct = new long[slices.size()][buckets.count()];
    }

    /** Positions come in ascending order, or once more from an earlier one on. */
    void add(long position, int age, double loss, boolean right) {
        if (position < edges[bucket]) {
            bucket = 0;
        }
        while (position >= edges[bucket + 1]) {
            bucket++;
        }
        for (int slice = 0; slice < slices.size(); slice++) {
            if (slices.get(slice).contains(age)) {
                losses[slice][bucket] += loss;
                counts[slice][bucket]++;
                correct[slice][bucket] += right ? 1 : 0;
            }
        }
    }

    /**
     * Means over sequences, one row a slice and bucket, slices outermost.
     *
     * @param fresh the same sequences read from a fresh state
     */
    static List<BucketLoss> rows(List<LossSums> sequences, List<LossSums> fresh, Buckets buckets, List<Slice> slices) {
        List<BucketLoss> rows = new ArrayList<>();
        for (int slice = 0; slice < slices.size(); slice++) {
            for (int bucket = 0; bucket < buckets.count(); bucket++) {
                rows.add(row(sequences, fresh, buckets, slices.get(slice), slice, bucket));
            }
        }
        return rows;
    }

    private static BucketLoss row(List<LossSums> sequences, List<LossSums> fresh, Buckets buckets, Slice slice, int s,
                                  int bucket) {
        List<Double> means = means(sequences, s, bucket);
        List<Double> differences = new ArrayList<>();
        List<Double> freshMeans = means(fresh, s, bucket);
        for (int i = 0; i < freshMeans.size(); i++) {
            differences.add(means.get(i) == null || freshMeans.get(i) == null ? null
                    : (Double) (means.get(i) - freshMeans.get(i)));
        }
        double loss = mean(sequences, s, bucket);
        double freshLoss = mean(fresh, s, bucket);
        long correct = sequences.stream().mapToLong(sequence -> sequence.correct[s][bucket]).sum();
        return new BucketLoss(slice, buckets.edges().get(bucket), buckets.edges().get(bucket + 1), loss,
                standardError(means), freshLoss, loss - freshLoss, standardError(differences),
                correct / (double) count(sequences, s, bucket), count(fresh, s, bucket) > 0, means);
    }

    /** Over all tokens of all sequences; NaN where there are none. */
    private static double mean(List<LossSums> sequences, int s, int bucket) {
        double loss = 0;
        for (LossSums sequence : sequences) {
            loss += sequence.losses[s][bucket];
        }
        return loss / count(sequences, s, bucket);
    }

    private static long count(List<LossSums> sequences, int s, int bucket) {
        return sequences.stream().mapToLong(sequence -> sequence.counts[s][bucket]).sum();
    }

    private static List<Double> means(List<LossSums> sequences, int s, int bucket) {
        List<Double> means = new ArrayList<>();
        for (LossSums sequence : sequences) {
            means.add(sequence.counts[s][bucket] == 0 ? null
                    : (Double) (sequence.losses[s][bucket] / sequence.counts[s][bucket]));
        }
        return means;
    }

    /** NaN below two values. */
    private static double standardError(List<Double> values) {
        double[] known = values.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue).toArray();
        if (known.length < 2) {
            return Double.NaN;
        }
        double sum = 0;
        for (double value : known) {
            sum += value;
        }
        double squares = 0;
        for (double value : known) {
            squares += (value - sum / known.length) * (value - sum / known.length);
        }
        return Math.sqrt(squares / (known.length - 1) / known.length);
    }
}
