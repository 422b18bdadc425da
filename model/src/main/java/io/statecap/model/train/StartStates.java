package io.statecap.model.train;

/**
 * From which states the sequences of a training start (arXiv 2507.02782, and truncated back-propagation as in
 * arXiv 2410.07145). No gradient flows into any of them. Sequences that do not continue others start with an empty
 * history of the convolution.
 *
 * @param kind             which states
 * @param noise            standard deviation of {@link Kind#NOISE}; else without meaning
 * @param resetAtDocuments {@link Kind#CARRIED}: whether a segment ends with its document and the next one starts from
 *                         zeros; else without meaning
 */
public record StartStates(Kind kind, double noise, boolean resetAtDocuments) {

    /** Where a state comes from. */
    public enum Kind {
        /** Zeros, the usual way. */
        ZERO,
        /** Each lane of a batch continues its sequence of the batch before, from its last state. */
        CARRIED,
        /** The last state of the batch before in the same lane, which has nothing to do with this sequence. */
        PASSED,
        /** Normal noise of one standard deviation everywhere. */
        NOISE,
        /** Normal noise with the mean and deviation that the last states of the batch before have, by layer and head. */
        FITTED
    }

    public static final StartStates ZERO = new StartStates(Kind.ZERO, 1, true);

    public StartStates {
        if (!(noise > 0 && noise < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("noise must be above 0, not " + noise);
        }
    }
}
