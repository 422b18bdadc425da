package io.statecap.datasets.tokenizer;

/** Turns text into token ids and back. Equal text gives equal ids, on any thread. */
public interface Tokenizer extends AutoCloseable {

    /**
     * Ids from 0 to {@link #vocabularySize} − 1. Nothing is added to the text's own tokens, such as marks of its ends.
     */
    int[] encode(String text);

    /**
     * The text of the ids, as far as the vocabulary can tell.
     *
     * @throws IllegalArgumentException for an id outside the vocabulary
     */
    String decode(int[] ids);

    /** One more than the largest id. */
    int vocabularySize();

    /** Identifies vocabulary and rules: equal where both are equal, in this build and later ones. */
    String fingerprint();

    /** Frees what lies outside the Java heap, if anything does. */
    @Override
    default void close() {}
}
