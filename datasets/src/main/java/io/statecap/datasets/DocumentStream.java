package io.statecap.datasets;

import java.util.Arrays;
import java.util.Objects;

/**
 * Whole documents one after the other. A round visits every document once, in steps of a random stride that is
 * coprime to their number, which takes no memory; the next round draws another start and stride. The documents are
 * in the order of their hashes, so neighbours are unrelated.
 */
final class DocumentStream implements TokenStream {

    private final TokenDocuments documents;
    private final SplitMix64 random;

    private int document;
    private int stride;
    private int leftInRound;
    private long position;

    DocumentStream(TokenDocuments documents, TextStart start, SplitMix64 random) {
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
        int at = offset;
        int end = offset + count;
        while (at < end) {
            long left = documentRemaining();
            int run = (int) Math.min(left, end - at);
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
        } while (greatestCommonDivisor(stride, count) != 1);
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
