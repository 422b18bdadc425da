package io.statecap.datasets;

/**
 * Inputs and targets of one training step.
 *
 * @param lanes   number of sequences
 * @param length  tokens of each
 * @param inputs  {@code [lanes, length]}, row-major
 * @param targets {@code [lanes, length]}: the token that follows each input
 * @param ages    {@code [lanes, length]}: ages of the targets, see {@link TokenStream#read}
 */
public record TokenBatch(int lanes, int length, int[] inputs, int[] targets, int[] ages) {

    public TokenBatch {
        int size = Math.multiplyExact(lanes, length);
        if (inputs.length != size || targets.length != size || ages.length != size) {
            throw new IllegalArgumentException("inputs, targets and ages must each hold lanes x length = " + size
                    + " tokens, not " + inputs.length + ", " + targets.length + " and " + ages.length);
        }
    }

    /** A batch of zeros, to be filled. */
    public static TokenBatch zeros(int lanes, int length) {
        int size = Math.multiplyExact(lanes, length);
        return new TokenBatch(lanes, length, new int[size], new int[size], new int[size]);
    }
}
