package io.statecap.datasets;

import java.util.Arrays;

/**
 * Batches for truncated back-propagation through time: step s gives segment s of each of the batch's sequences, so
 * segment s of sequence k continues where its segment s − 1 stopped. Sequence k is number k of the training split.
 *
 * <p>A batch is a function of its step, as in {@link TrainingBatches}, so a resumed run needs no other cursor: to
 * jump ahead, tokens are generated or copied again, which costs nanoseconds a token. Asking for steps in order costs
 * nothing extra. Not safe for use by many threads.
 */
public final class TruncatedBpttBatches {

    private final TokenSource source;
    private final long seed;
    private final int length;
    private final boolean documentsApart;
    private final Sequence[] sequences;
    private long nextStep;

    /**
     * @param source         data to read
     * @param seed           data seed
     * @param sequences      sequences a batch
     * @param length         tokens of a segment
     * @param documentsApart whether a segment ends with its document; its rest is then padded with the document's
     *                       last token, not scored, and the next segment opens the next document. Otherwise segments
     *                       run across the ends of documents, and only the first one opens a document
     */
    public TruncatedBpttBatches(TokenSource source, long seed, int sequences, int length, boolean documentsApart) {
        this.source = source;
        this.seed = seed;
        this.length = length;
        this.documentsApart = documentsApart;
        this.sequences = new Sequence[sequences];
    }

    /** The batch of a step, counted from 0. */
    public TokenBatch batch(long step) {
        TokenBatch batch = null;
        for (nextStep = step < nextStep ? 0 : nextStep; nextStep <= step; nextStep++) {
            if (nextStep == 0) {
                Arrays.setAll(sequences, k -> new Sequence(source.open(Split.TRAIN, seed, k)));
            }
            batch = TokenBatch.zeros(sequences.length, length);
            for (int k = 0; k < sequences.length; k++) {
                batch.documentStart()[k] = sequences[k].fill(batch, k * length);
            }
        }
        return batch;
    }

    private final class Sequence {

        private final TokenStream stream;
        private final int[] token = new int[1];
        private final int[] age = new int[1];

        /** Tokens of the document after {@link #token}; 0 if the next segment opens a document. */
        private long left;

        Sequence(TokenStream stream) {
            this.stream = stream;
        }

        /** Fills one segment; returns whether it opens a document. */
        boolean fill(TokenBatch batch, int offset) {
            boolean opens = left == 0;
            // A stream may start at a lone separator. It has no next token within its document, so the next one is
            // opened.
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
