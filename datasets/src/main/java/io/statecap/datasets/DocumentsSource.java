package io.statecap.datasets;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;

/**
 * Tokenised documents that the caller holds, one after the other in an order that (split, seed, index) gives. The
 * documents must be in the order of a hash of their content, so that neighbours are unrelated: a round visits every
 * document once, in steps of a random stride that is coprime to their number, which takes no memory; the next round
 * draws another start and stride.
 *
 * @param vocabularySize number of distinct tokens, separator included
 * @param start          where a sequence starts
 * @param train          documents to train on
 * @param heldOut        documents that no training sees
 */
public record DocumentsSource(int vocabularySize, TextStart start, TokenDocuments train, TokenDocuments heldOut)
        implements TokenSource {

    /** @throws IllegalArgumentException if a split has no document */
    public DocumentsSource {
        if (train.count() < 1 || heldOut.count() < 1) {
            throw new IllegalArgumentException("both splits need a document, but training has " + train.count()
                    + " and held-out " + heldOut.count());
        }
    }

    @Override
    public TokenStream open(Split split, long seed, long index) {
        return new Stream(split == Split.TRAIN ? train : heldOut, start, SplitMix64.ofStream(split, seed, index));
    }

    private static final class Stream implements TokenStream {

        private final TokenDocuments documents;
        private final SplitMix64 random;
        private int document;
        private int stride;
        private int leftInRound;
        private long position;

        Stream(TokenDocuments documents, TextStart start, SplitMix64 random) {
            this.documents = documents;
            this.random = random;
            if (start == TextStart.ANYWHERE) {
                long token = random.nextLong(documents.start(documents.count()));
                startRound(documents.at(token));
                position = token - documents.start(document);
            } else {
                startRound(random.nextInt(documents.count()));
            }
        }

        @Override
        public void read(int[] tokens, int[] ages, int offset, int count) {
            Objects.checkFromIndexSize(offset, count, tokens.length);
            Arrays.fill(ages, offset, offset + count, NO_AGE);
            for (int at = offset; at < offset + count; ) {
                long left = documentRemaining();
                int run = (int) Math.min(left, offset + count - at);
                documents.copy(document, position, tokens, at, run);
                at += run;
                position += run;
                if (run == left) {
                    nextDocument();
                }
            }
        }

        @Override
        public long documentRemaining() {
            return documents.start(document + 1) - documents.start(document) - position;
        }

        private void nextDocument() {
            position = 0;
            leftInRound--;
            if (leftInRound == 0) {
                startRound(random.nextInt(documents.count()));
            } else {
                document = (int) (((long) document + stride) % documents.count());
            }
        }

        private void startRound(int first) {
            int count = documents.count();
            document = first;
            leftInRound = count;
            do {
                stride = count == 1 ? 1 : 1 + random.nextInt(count - 1);
            } while (!BigInteger.valueOf(stride).gcd(BigInteger.valueOf(count)).equals(BigInteger.ONE));
        }
    }
}
