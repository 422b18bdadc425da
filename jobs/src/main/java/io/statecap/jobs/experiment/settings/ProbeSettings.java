package io.statecap.jobs.experiment.settings;

import io.statecap.model.Mitigation;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.Slice;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The probe of loss against position that ends a trial, and others.
 *
 * @param length    positions probed, far beyond the training length
 * @param sequences held-out sequences
 * @param buckets   how positions are grouped
 * @param slices    subsets of positions to report on
 * @param placebo   whether the model is also probed as if it had been trained at shorter lengths
 * @param control   whether the model is also probed with a sliding window of its training length, where it cannot
 *                  collapse
 * @param further   other probes
 */
public record ProbeSettings(long length, int sequences, BucketSettings buckets, List<Slice> slices,
                            boolean placebo, boolean control, FurtherProbes further)
        implements Serializable {

    private static final int SHORTEST_PLACEBO = 16;

    public ProbeSettings {
        slices = List.copyOf(slices);
    }

    /**
     * Shorter training lengths that a model is probed at as if it had been trained there: halves, down to 16 tokens.
     * None where the placebo is not asked for.
     *
     * @param trainLength real training length, tokens
     */
    public List<Integer> placeboLengths(int trainLength) {
        List<Integer> lengths = new ArrayList<>();
        for (int length = trainLength / 2; placebo && length >= SHORTEST_PLACEBO; length /= 2) {
            lengths.add(length);
        }
        return lengths;
    }

    /**
     * The views of a model's held-out losses: that of its training length, then those of the placebo, each on positions
     * within the training length.
     */
    public List<LossView> views(int trainLength) {
        List<LossView> views = new ArrayList<>();
        views.add(new LossView(trainLength, bucketsFor(trainLength)));
        for (int length : placeboLengths(trainLength)) {
            views.add(new LossView(length, buckets.over(length, Math.min(trainLength, this.length))));
        }
        return views;
    }

    /** The mitigation of the control: a window in which a model trained at {@code trainLength} cannot collapse. */
    public Mitigation window(int trainLength) {
        return new Mitigation.Window(trainLength);
    }

    /** The buckets of a model trained at {@code trainLength}. */
    public Buckets bucketsFor(int trainLength) {
        return buckets.over(trainLength, length);
    }
}
