package io.statecap.model.probe;

import java.io.Serializable;
import java.util.List;

/** One sequence's losses, summed by slice and bucket. */
public final class LossSums implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long[] edges;
    private final List<Slice> slices;
    /** Sums of the losses, nats, [slices][buckets]. */
    final double[][] losses;
    /** Scored tokens. */
    final long[][] counts;
    /** Scored tokens whose most likely prediction was right. */
    final long[][] correct;
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
}
