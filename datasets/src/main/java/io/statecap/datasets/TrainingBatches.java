package io.statecap.datasets;

/**
 * The batches of a training run: with n sequences a batch, step s reads sequences {@code s * n … s * n + n − 1} of the
 * training split, each from its start. A batch is a function of its step, so a resumed run needs no other cursor.
 *
 * @param source    data to read
 * @param seed      data seed
 * @param sequences sequences a batch
 * @param length    tokens of each
 */
public record TrainingBatches(TokenSource source, long seed, int sequences, int length) {

    /**
     * The batch of a step, counted from 0.
     *
     * @throws IllegalArgumentException as {@link TokenBatch#zeros}
     */
    public TokenBatch batch(long step) {
        TokenBatch batch = TokenBatch.zeros(sequences, length);
        int[] tokens = new int[length + 1];
        int[] ages = new int[length + 1];
        for (int sequence = 0; sequence < sequences; sequence++) {
            source.open(Split.TRAIN, seed, step * sequences + sequence).read(tokens, ages, 0, length + 1);
            System.arraycopy(tokens, 0, batch.inputs(), sequence * length, length);
            System.arraycopy(tokens, 1, batch.targets(), sequence * length, length);
            System.arraycopy(ages, 1, batch.ages(), sequence * length, length);
        }
        return batch;
    }
}
