package io.statecap.model.train;

import java.io.Serializable;

/**
 * Initial states of the sequences of a training (arXiv 2507.02782, and truncated back-propagation as in
 * arXiv 2410.07145). No gradient flows into any of them. The convolution's history is empty except with
 * {@link Kind#CARRIED}.
 *
 * @param kind             which states
 * @param noise            standard deviation of {@link Kind#NOISE}; else unused
 * @param resetAtDocuments {@link Kind#CARRIED}: whether a segment ends with its document and the next one starts from
 *                         zeros; else unused
 */
public record InitialStates(Kind kind, double noise, boolean resetAtDocuments)
        implements Serializable {

    /** Kinds of initial states. */
    public enum Kind {
        /** Zeros, as usual. */
        ZERO,
        /** The state after the sequence's segment in the batch before, which this segment continues. */
        CARRIED,
        /** The final state of the unrelated sequence at the same place of the batch before. */
        PASSED,
        /** Normal noise with the same standard deviation everywhere. */
        NOISE,
        /** Normal noise with mean and deviation of the final states of the batch before, by layer and head. */
        FITTED
    }

    public static final InitialStates ZERO = new InitialStates(Kind.ZERO, 1, true);

    public InitialStates {
        if (!(noise > 0 && noise < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("noise must be above 0, not " + noise);
        }
    }
}
