package io.statecap.model.probe;

import java.util.List;

/**
 * Losses of one slice in one bucket.
 *
 * @param slice             which positions
 * @param from              first position
 * @param to                one past the last position
 * @param loss              mean over all scored tokens of all sequences, nats; NaN where there are none
 * @param stderr            standard error of that mean over sequences; NaN below two sequences
 * @param freshLoss         loss − excess, nats: what the same tokens would cost from a fresh state within the training
 *                          length; NaN where none of them were read so
 * @param excess            loss with all that came before minus loss from a fresh state, over the tokens that were read
 *                          both ways, nats
 * @param excessStderr      standard error of {@code excess} over sequences; of a single sequence by its own tokens; NaN
 *                          where they are too few
 * @param accuracy          share of scored tokens whose most likely prediction was right
 * @param freshWindow       tokens of the windows that read these data best from a fresh state; 0 where none were read
 * @param lossBySequence    mean loss of each sequence, nats; null where a sequence has no scored token in the bucket
 * @param excessBySequence  the same of {@code excess}; empty where no token was read from a fresh state
 * @param errorBySequence   standard error of each of them by the sequence's own tokens; null where they are too few
 */
public record BucketLoss(Slice slice, long from, long to, double loss, double stderr, double freshLoss, double excess,
                         double excessStderr, double accuracy, int freshWindow, List<Double> lossBySequence,
                         List<Double> excessBySequence, List<Double> errorBySequence) {

    /** Whether tokens were read from a fresh state; {@code freshLoss} may be NaN nevertheless. */
    public boolean hasFresh() {
        return freshWindow > 0;
    }
}
