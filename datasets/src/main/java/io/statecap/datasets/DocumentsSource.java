package io.statecap.datasets;

/**
 * Tokenised documents that the caller holds, one after the other in an order that (split, seed, index) gives
 * ({@link DocumentStream}). The documents must be in the order of a hash of their content, so that neighbours are
 * unrelated.
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
        return new DocumentStream(split == Split.TRAIN ? train : heldOut, start,
                SplitMix64.ofStream(split, seed, index));
    }
}
