package io.statecap.model.network;

/**
 * Shape of the input of one pass: a few sequences of one length, one after another.
 *
 * @param sequences number of sequences
 * @param length    tokens of each
 */
public record MicroBatch(int sequences, int length) {

    /** Rows that keep a pass within the caches of common processors, where sequences are short. */
    private static final int TARGET_ROWS = 512;

    /** Number of rows. */
    public int rows() {
        return sequences * length;
    }

    /** The micro-batch that a batch of {@code sequences} sequences is split into. */
    public static MicroBatch of(int sequences, int length) {
        return new MicroBatch(Math.max(1, Math.min(sequences, TARGET_ROWS / length)), length);
    }
}
