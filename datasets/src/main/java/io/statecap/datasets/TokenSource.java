package io.statecap.datasets;

/** A collection of token sequences, each of them addressed by (split, seed, index). Safe for use by many threads. */
public interface TokenSource {

    /** Number of distinct tokens; every token that a stream yields is in {@code [0, vocabularySize)}. */
    int vocabularySize();

    /**
     * Opens a sequence at its first token. The same arguments always give the same tokens.
     *
     * @param index the sequence's number within (split, seed), from 0
     */
    TokenStream open(Split split, long seed, long index);
}
