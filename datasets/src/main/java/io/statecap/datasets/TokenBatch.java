package io.statecap.datasets;

/**
 * Inputs and targets of one training step.
 *
 * @param sequences number of sequences
 * @param length    tokens of each
 * @param inputs    {@code [sequences, length]}, row-major
 * @param targets   {@code [sequences, length]}: the token that follows each input
 * @param ages      {@code [sequences, length]}: ages of the targets, see {@link TokenStream#read}
 */
public record TokenBatch(int sequences, int length, int[] inputs, int[] targets, int[] ages) {

    public TokenBatch {
        int size = Math.multiplyExact(sequences, length);
        if (inputs.length != size || targets.length != size || ages.length != size) {
            throw new IllegalArgumentException("inputs, targets and ages must each hold sequences x length = " + size
                    + " tokens, not " + inputs.length + ", " + targets.length + " and " + ages.length);
        }
    }

    /** A batch of zeros, to be filled. */
    public static TokenBatch zeros(int sequences, int length) {
        int size = Math.multiplyExact(sequences, length);
        return new TokenBatch(sequences, length, new int[size], new int[size], new int[size]);
    }
}
