package io.statecap.jobs.config;

import io.statecap.model.probe.Slice;

/**
 * When a trial counts as collapsed.
 *
 * @param kind            which criterion
 * @param limit           {@code excess}: nats over the baseline; {@code paper}: multiple of the largest loss within
 *                        the training length
 * @param slice           positions whose losses are judged; one of the probe's slices
 * @param baselineBuckets buckets, the last of them ending at the training length, whose mean is the baseline
 * @param smoothing       buckets in the moving average over the curve before it is judged; 1 for none
 */
public record CriterionSettings(Kind kind, double limit, Slice slice, int baselineBuckets, int smoothing) {

    /** The two criteria of the README. */
    public enum Kind { EXCESS, PAPER }
}
