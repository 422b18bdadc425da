package io.statecap.datasets;

/**
 * The batches of a training run: step s reads sequences {@code s * lanes … s * lanes + lanes - 1} of the training
 * split, each from its start. A batch is a function of its step, so a resumed run needs no other cursor.
 * Not safe for use by many threads.
 */
public final class TrainingBatches {

    private final TokenSource source;
    private final long seed;
    private final int lanes;
    private final int length;
    private final int[] tokens;
    private final int[] ages;

    /**
     * @param source data to read
     * @param seed   data seed
     * @param lanes  sequences a batch
     * @param length tokens a sequence
     * @throws IllegalArgumentException if there are no lanes, no tokens, or more tokens than an array holds
     */
    public TrainingBatches(TokenSource source, long seed, int lanes, int length) {
        checkShape(lanes, length);
        this.source = source;
        this.seed = seed;
        this.lanes = lanes;
        this.length = length;
        tokens = new int[length + 1];
        ages = new int[length + 1];
    }

    /** The batch of a step, counted from 0. */
    public TokenBatch batch(long step) {
        TokenBatch batch = TokenBatch.zeros(lanes, length);
        fill(step, batch);
        return batch;
    }

    /**
     * The batch of a step, in the arrays of one that is no longer needed.
     *
     * @throws IllegalArgumentException if {@code batch} has another shape
     */
    public void fill(long step, TokenBatch batch) {
        if (batch.lanes() != lanes || batch.length() != length) {
            throw new IllegalArgumentException("the batch must have " + lanes + " lanes of " + length + " tokens, not "
                    + batch.lanes() + " of " + batch.length());
        }
        for (int lane = 0; lane < lanes; lane++) {
            source.open(Split.TRAIN, seed, step * lanes + lane).read(tokens, ages, 0, length + 1);
            System.arraycopy(tokens, 0, batch.inputs(), lane * length, length);
            System.arraycopy(tokens, 1, batch.targets(), lane * length, length);
            System.arraycopy(ages, 1, batch.ages(), lane * length, length);
        }
    }

    static void checkShape(int lanes, int length) {
        if (lanes < 1 || length < 1 || (long) lanes * length > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("a batch needs at least 1 lane and 1 token a lane, and fewer than 2^31"
                    + " tokens in all, not " + lanes + " lanes of " + length + " tokens");
        }
    }
}
