package io.statecap.model.probe;

import java.util.List;

/**
 * Losses of one slice in one bucket.
 *
 * @param slice          which positions
 * @param from           first position
 * @param to             one past the last position
 * @param loss           mean over all scored tokens of all sequences, nats; NaN where there are none
 * @param stderr         standard error of that mean over sequences; NaN below two sequences
 * @param freshLoss      mean loss of the same tokens, read from a fresh state within the training length, nats; NaN
 *                       where they were not read so
 * @param excess         loss − freshLoss, nats; NaN where there is no freshLoss
 * @param excessStderr   standard error of {@code excess} over sequences; NaN below two sequences
 * @param accuracy       share of scored tokens whose most likely prediction was right
 * @param hasFresh       whether tokens were read from a fresh state; {@code freshLoss} may be NaN nevertheless
 * @param lossBySequence mean loss of each sequence, nats; null where a sequence has no scored token in the bucket
 */
public record BucketLoss(Slice slice, long from, long to, double loss, double stderr, double freshLoss, double excess,
                         double excessStderr, double accuracy, boolean hasFresh, List<Double> lossBySequence) {}
