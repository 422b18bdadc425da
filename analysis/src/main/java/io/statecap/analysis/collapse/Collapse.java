package io.statecap.analysis.collapse;

/**
 * Outcome of one loss curve. Losses are nats a scored token.
 *
 * @param trialId          the trial
 * @param baselineLoss     loss at the end of the training length
 * @param worstLoss        largest loss of a bucket beyond the training length
 * @param collapsed        whether some bucket is above its allowed loss
 * @param collapsePosition first position of the first bucket above it; null if there is none
 * @param worstExcess      largest of what the criterion compares: loss beyond the training length minus the loss from a
 *                         fresh state, the reference or the baseline, nats
 * @param absolute         whether losses were compared with the baseline: as {@code excess} and {@code paper} do, and
 *                         {@code fresh} where the model does not know the fresh state
 */
public record Collapse(String trialId, double baselineLoss, double worstLoss, boolean collapsed, Long collapsePosition,
                       double worstExcess, boolean absolute) {}
