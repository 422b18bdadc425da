package io.statecap.datasets;

import java.util.Map;

/**
 * Tokenised documents that the caller holds, one after the other in an order that (split, seed, index) gives
 * ({@link DocumentStream}). The documents must be in the order of a hash of their content, so that neighbours are
 * unrelated.
 */
public final class DocumentsSource implements TokenSource {

    private final int vocabularySize;
    private final TextStart start;
    private final Map<Split, TokenDocuments> documents;

    /**
     * @param vocabularySize number of distinct tokens, separator included
     * @param start          where a sequence starts
     * @param train          documents to train on
     * @param heldOut        documents that no training sees
     * @throws IllegalArgumentException if a split has no document
     */
    public DocumentsSource(int vocabularySize, TextStart start, TokenDocuments train, TokenDocuments heldOut) {
        if (train.count() < 1 || heldOut.count() < 1) {
            throw new IllegalArgumentException("both splits need a document, but training has " + train.count()
                    + " and held-out " + heldOut.count());
        }
        this.vocabularySize = vocabularySize;
        this.start = start;
        this.documents = Map.of(Split.TRAIN, train, Split.HELD_OUT, heldOut);
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public TokenStream open(Split split, long seed, long index) {
        return new DocumentStream(documents.get(split), start, SplitMix64.ofStream(split, seed, index));
    }
}
