package io.statecap.analysis.collapse;

/**
 * Outcome of one loss curve. Losses are nats a scored token.
 *
 * @param trialId          the trial
 * @param trainLength      its training length, tokens
 * @param baselineLoss     loss at the end of the training length
 * @param worstLoss        largest loss of a bucket beyond the training length
 * @param allowedLoss      loss above which a bucket counts as collapsed
 * @param collapsed        whether the worst loss is above the allowed loss
 * @param collapsePosition first position of the first bucket above it; null if there is none
 */
public record Collapse(String trialId, int trainLength, double baselineLoss, double worstLoss, double allowedLoss,
                       boolean collapsed, Long collapsePosition) {

    /** Worst minus baseline, nats. */
    public double excess() {
        return worstLoss - baselineLoss;
    }
}
