package io.statecap.datasets;

/** Tokenised documents laid end to end, each of them closed by its separator. Immutable, shared by threads. */
public interface TokenDocuments {

    /** Number of documents, at least 1. */
    int count();

    /** Tokens before a document; {@code start(count())} is the number of all tokens. */
    long start(int document);

    /** Copies {@code count} tokens of a document, from its token number {@code from}. */
    void copy(int document, long from, int[] tokens, int offset, int count);

    /** The document that holds token number {@code token} of all. */
    default int at(long token) {
        int low = 0;
        int high = count() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (start(middle) <= token) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
