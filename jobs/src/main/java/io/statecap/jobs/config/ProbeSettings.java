package io.statecap.jobs.config;

import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.Slice;
import java.util.List;

/**
 * The probe of loss against position that ends a trial, and others.
 *
 * @param length    positions probed, far beyond the training length
 * @param sequences held-out sequences
 * @param buckets   how positions are grouped
 * @param slices    subsets of positions to report on
 * @param further   other probes
 */
public record ProbeSettings(long length, int sequences, BucketSettings buckets, List<Slice> slices,
                            FurtherProbes further) {

    public ProbeSettings {
        slices = List.copyOf(slices);
    }

    /** The buckets of a model trained at {@code trainLength}. */
    public Buckets bucketsFor(int trainLength) {
        return buckets.over(trainLength, length);
    }
}
