package io.statecap.datasets.tokenizer;

import java.nio.charset.StandardCharsets;

/** Turns text into token ids and back. Equal text gives equal ids, on any thread. */
public interface Tokenizer extends AutoCloseable {

    /**
     * Ids from 0 to {@link #vocabularySize} − 1. Nothing is added to the text's own tokens, such as marks of its ends.
     */
    int[] encode(String text);

    /** Ids of a document; what is no UTF-8 reads as U+FFFD. */
    default int[] encode(byte[] utf8) {
        return encode(new String(utf8, StandardCharsets.UTF_8));
    }

    /**
     * The text of the ids, as far as the vocabulary can tell.
     *
     * @param ids each from 0 to {@link #vocabularySize} − 1
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
