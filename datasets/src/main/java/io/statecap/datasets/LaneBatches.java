package io.statecap.datasets;

import java.util.Arrays;

/**
 * The batches of a training that carries its state (truncated back-propagation): lane k of step s continues where
 * lane k of step s − 1 stopped. Lane k reads sequence k of the training split, for ever.
 *
 * <p>A batch is a function of its step, as in {@link TrainingBatches}, so a resumed run needs no other cursor: to
 * jump ahead, tokens are generated or copied again, which costs nanoseconds a token. Asking for steps in order costs
 * nothing extra. Not safe for use by many threads.
 */
public final class LaneBatches {

    private final TokenSource source;
    private final long seed;
    private final int length;
    private final boolean documentsApart;
    private final Lane[] lanes;
    private long nextStep;

    /**
     * @param source         data to read
     * @param seed           data seed
     * @param lanes          sequences a batch
     * @param length         tokens of a segment
     * @param documentsApart whether a segment ends with its document; its rest is then padded with the document's
     *                       last token, not scored, and the next segment opens the next document. Otherwise lanes run
     *                       through the ends of documents, and only the first step opens one
     */
    public LaneBatches(TokenSource source, long seed, int lanes, int length, boolean documentsApart) {
        TrainingBatches.checkShape(lanes, length);
        this.source = source;
        this.seed = seed;
        this.length = length;
        this.documentsApart = documentsApart;
        this.lanes = new Lane[lanes];
        rewind();
    }

    /**
     * The batch of a step, counted from 0.
     *
     * @throws IllegalArgumentException if {@code step} is negative
     */
    public LaneBatch batch(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("a step must be at least 0, not " + step);
        }
        if (step < nextStep) {
            rewind();
        }
        LaneBatch batch = null;
        while (nextStep <= step) {
            batch = next();
        }
        return batch;
    }

    private void rewind() {
        nextStep = 0;
        for (int k = 0; k < lanes.length; k++) {
            lanes[k] = new Lane(source.open(Split.TRAIN, seed, k));
        }
    }

    private LaneBatch next() {
        int size = lanes.length * length;
        TokenBatch batch = new TokenBatch(lanes.length, length, new int[size], new int[size], new int[size]);
        boolean[] documentStart = new boolean[lanes.length];
        for (int k = 0; k < lanes.length; k++) {
            documentStart[k] = lanes[k].fill(batch, k * length);
        }
        nextStep++;
        return new LaneBatch(batch, documentStart);
    }

    private final class Lane {

        private final TokenStream stream;
        private final int[] token = new int[1];
        private final int[] age = new int[1];

        /** Tokens of the document after {@link #token}; 0 if the next segment opens a document. */
        private long left;

        Lane(TokenStream stream) {
            this.stream = stream;
        }

        /** Fills one segment and says whether it opens a document. */
        boolean fill(TokenBatch batch, int offset) {
            boolean opens = left == 0;
            // A lone separator, where a stream may start, predicts nothing: the document after it is opened instead.
            while (left == 0) {
                left = documentsApart ? stream.documentRemaining() : Long.MAX_VALUE;
                stream.read(token, age, 0, 1);
                left--;
            }
            int count = (int) Math.min(length, left);
            stream.read(batch.targets(), batch.ages(), offset, count);
            left -= count;
            int end = offset + length;
            batch.inputs()[offset] = token[0];
            token[0] = batch.targets()[offset + count - 1];
            Arrays.fill(batch.targets(), offset + count, end, token[0]);
            Arrays.fill(batch.ages(), offset + count, end, TokenStream.NOT_SCORED);
            System.arraycopy(batch.targets(), offset, batch.inputs(), offset + 1, length - 1);
            return opens;
        }
    }
}
