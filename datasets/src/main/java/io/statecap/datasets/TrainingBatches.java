package io.statecap.datasets;

/**
 * The batches of a training run: with n sequences a batch, step s reads sequences {@code s * n … s * n + n − 1} of the
 * training split, each from its start. A batch is a function of its step, so a resumed run needs no other cursor.
 * Not safe for use by many threads.
 */
public final class TrainingBatches {

    private final TokenSource source;
    private final long seed;
    private final int sequences;
    private final int length;
    private final int[] tokens;
    private final int[] ages;

    /**
     * Batches of so many sequences of {@code length} tokens each.
     *
     * @throws IllegalArgumentException if there are no sequences, no tokens, or more tokens than an array holds
     */
    public TrainingBatches(TokenSource source, long seed, int sequences, int length) {
        checkShape(sequences, length);
        this.source = source;
        this.seed = seed;
        this.sequences = sequences;
        this.length = length;
        tokens = new int[length + 1];
        ages = new int[length + 1];
    }

    /** The batch of a step, counted from 0. */
    public TokenBatch batch(long step) {
        TokenBatch batch = TokenBatch.zeros(sequences, length);
        fill(step, batch);
        return batch;
    }

    /**
     * The batch of a step, in the arrays of one that is no longer needed.
     *
     * @throws IllegalArgumentException if {@code batch} has another shape
     */
    public void fill(long step, TokenBatch batch) {
        if (batch.sequences() != sequences || batch.length() != length) {
            throw new IllegalArgumentException("the batch must have " + sequences + " sequences of " + length
                    + " tokens, not " + batch.sequences() + " of " + batch.length());
        }
        for (int sequence = 0; sequence < sequences; sequence++) {
            source.open(Split.TRAIN, seed, step * sequences + sequence).read(tokens, ages, 0, length + 1);
            System.arraycopy(tokens, 0, batch.inputs(), sequence * length, length);
            System.arraycopy(tokens, 1, batch.targets(), sequence * length, length);
            System.arraycopy(ages, 1, batch.ages(), sequence * length, length);
        }
    }

    static void checkShape(int sequences, int length) {
        if (sequences < 1 || length < 1 || (long) sequences * length > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("a batch needs at least 1 sequence and 1 token a sequence, and fewer"
                    + " than 2^31 tokens in all, not " + sequences + " sequences of " + length + " tokens");
        }
    }
}
