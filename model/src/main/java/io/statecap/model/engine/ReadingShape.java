package io.statecap.model.engine;

/**
 * Size of the pieces that an engine reads fastest.
 *
 * @param sequences most sequences side by side that are worth while
 * @param tokens    tokens of a piece, all sequences together; a multiple of {@link Inference#CHUNK}
 */
public record ReadingShape(int sequences, int tokens) {

    /** That of the CPU, by which costs are reckoned. */
    public static final ReadingShape CPU = new ReadingShape(8, 8 * Inference.CHUNK);

    /** Sequences side by side in pieces of {@code length} tokens each. */
    public int sequences(int length) {
        return Math.max(1, Math.min(sequences, tokens / length));
    }

    /**
     * Tokens of a piece of each sequence.
     *
     * @param side number of sequences side by side
     * @return a multiple of {@link Inference#CHUNK}
     */
    public int length(int side) {
        return Math.max(1, tokens / side / Inference.CHUNK) * Inference.CHUNK;
    }
}
