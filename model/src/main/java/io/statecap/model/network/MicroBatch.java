package io.statecap.model.network;

/**
 * Shape of what one pass works on: a few sequences of one length, as rows after each other.
 *
 * @param lanes  sequences
 * @param length tokens of each
 */
public record MicroBatch(int lanes, int length) {

    /** Rows that keep a pass within the caches of common processors, where sequences are short. */
    private static final int TARGET_ROWS = 512;

    /** Number of rows. */
    public int rows() {
        return lanes * length;
    }

    /** As many of {@code lanes} sequences as go through together. */
    public static MicroBatch of(int lanes, int length) {
        return new MicroBatch(Math.max(1, Math.min(lanes, TARGET_ROWS / length)), length);
    }
}
