package io.statecap.model.probe;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

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

    /** Positions come in ascending order. */
    void add(long position, int age, double loss, boolean right) {
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

    /** Means over sequences, one row a slice and bucket, slices outermost. */
    public static List<BucketLoss> rows(List<LossSums> sequences, Buckets buckets, List<Slice> slices) {
        List<BucketLoss> rows = new ArrayList<>();
        for (int slice = 0; slice < slices.size(); slice++) {
            for (int bucket = 0; bucket < buckets.count(); bucket++) {
                rows.add(row(sequences, buckets, slices.get(slice), slice, bucket));
            }
        }
        return rows;
    }

    private static BucketLoss row(List<LossSums> sequences, Buckets buckets, Slice slice, int s, int bucket) {
        double loss = 0;
        long count = 0;
        long correct = 0;
        double meanSum = 0;
        int used = 0;
        List<Double> means = new ArrayList<>();
        for (LossSums sequence : sequences) {
            loss += sequence.losses[s][bucket];
            count += sequence.counts[s][bucket];
            correct += sequence.correct[s][bucket];
            Double mean = sequence.counts[s][bucket] == 0 ? null
                    : (Double) (sequence.losses[s][bucket] / sequence.counts[s][bucket]);
            means.add(mean);
            if (mean != null) {
                meanSum += mean;
                used++;
            }
        }
        double squares = 0;
        for (Double mean : means) {
            if (mean != null) {
                squares += (mean - meanSum / used) * (mean - meanSum / used);
            }
        }
        double stderr = used < 2 ? Double.NaN : Math.sqrt(squares / (used - 1) / used);
        return new BucketLoss(slice, buckets.edges().get(bucket), buckets.edges().get(bucket + 1), loss / count,
                stderr, correct / (double) count, means);
    }
}
