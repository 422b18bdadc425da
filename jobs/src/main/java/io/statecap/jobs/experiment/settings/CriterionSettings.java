package io.statecap.jobs.experiment.settings;

import io.statecap.model.probe.Slice;
import java.io.Serializable;


/**
 * When a trial counts as collapsed.
 *
 * @param kind           which criterion
 * @param limit          {@code fresh}, {@code reference}, {@code excess}: nats; {@code paper}: multiple of the largest
 *                       loss within the training length
 * @param slice          positions whose losses are judged; one of the probe's slices
 * @param baselineWindow tokens before the training length over which the baseline is averaged; 0 for the one bucket
 *                       that ends there
 * @param smoothing      odd number of buckets that a moving average covers beyond the training length; 1 for none
 */
public record CriterionSettings(Kind kind, double limit, Slice slice, long baselineWindow, int smoothing)
        implements Serializable {

    /** The rules of docs/analysis.md. */
    public enum Kind { FRESH, REFERENCE, EXCESS, PAPER }
}
