package io.statecap.datasets;

import java.util.Arrays;

/**
 * Inputs and targets of one training step.
 *
 * @param sequences     number of sequences
 * @param length        tokens of each
 * @param inputs        {@code [sequences, length]}, row-major
 * @param targets       {@code [sequences, length]}: the token that follows each input
 * @param ages          {@code [sequences, length]}: ages of the targets, see {@link TokenStream#read}
 * @param documentStart {@code [sequences]}: whether the sequence's first input opens a document; where not, it
 *                      continues the sequence at the same place of the step before
 */
public record TokenBatch(int sequences, int length, int[] inputs, int[] targets, int[] ages, boolean[] documentStart) {

    public TokenBatch {
        int size = Math.multiplyExact(sequences, length);
        if (inputs.length != size || targets.length != size || ages.length != size
                || documentStart.length != sequences) {
            throw new IllegalArgumentException("inputs, targets and ages must each hold sequences x length = " + size
                    + " tokens, not " + inputs.length + ", " + targets.length + " and " + ages.length
                    + ", and documentStart " + sequences + " flags, not " + documentStart.length);
        }
    }

    /** A batch whose sequences all open a document. */
    public TokenBatch(int sequences, int length, int[] inputs, int[] targets, int[] ages) {
        this(sequences, length, inputs, targets, ages, new boolean[sequences]);
        Arrays.fill(documentStart, true);
    }

    /**
     * A batch of zeros, to be filled.
     *
     * @throws IllegalArgumentException if there are no sequences, no tokens, or more tokens than an array holds
     */
    public static TokenBatch zeros(int sequences, int length) {
        if (sequences < 1 || length < 1 || (long) sequences * length > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("a batch needs at least 1 sequence and 1 token a sequence, and fewer"
                    + " than 2^31 tokens in all, not " + sequences + " sequences of " + length + " tokens");
        }
        int size = sequences * length;
        return new TokenBatch(sequences, length, new int[size], new int[size], new int[size]);
    }
}
