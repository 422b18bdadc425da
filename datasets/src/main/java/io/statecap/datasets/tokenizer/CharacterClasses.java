package io.statecap.datasets.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Letters, numbers, white space and others as the tokenizer library tells them apart. Its Unicode tables are not those
 * of the JDK, so the library is called for each character once, when it first occurs. Safe for use by many threads.
 */
final class CharacterClasses implements AutoCloseable {

    static final byte LETTER = 1;
    static final byte NUMBER = 2;
    static final byte SPACE = 3;
    static final byte OTHER = 4;

    /** Makes a token of every piece, so that the number of tokens is that of pieces. */
    private static final String COUNTING = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
             "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
             "post_processor": null, "decoder": null,
             "model": {"type": "WordLevel", "vocab": {"?": 0}, "unk_token": "?"}}
            """;

    private final HuggingFaceTokenizer counting;
    /** By code point; 0 where it is not known yet. Threads that look up the same one write the same value. */
    private final byte[] known = new byte[Character.MAX_CODE_POINT + 1];

    CharacterClasses() throws IOException {
        counting = HuggingFaceJsonTokenizer.library(COUNTING.getBytes(StandardCharsets.UTF_8));
    }

    /** @param codePoint no surrogate */
    byte of(int codePoint) {
        byte known = this.known[codePoint];
        if (known == 0) {
            known = ask(Character.toString(codePoint));
            this.known[codePoint] = known;
        }
        return known;
    }

    private byte ask(String character) {
        // A piece has characters of one class, so those that go together are of the same.
        if (pieces("a" + character) == 1) {
            return LETTER;
        }
        if (pieces("1" + character) == 1) {
            return NUMBER;
        }
        return pieces("!" + character) == 1 ? OTHER : SPACE;
    }

    /** How many pieces the library cuts a text into. */
    int pieces(String text) {
        return HuggingFaceJsonTokenizer.ids(counting, text).length;
    }

    @Override
    public void close() {
        counting.close();
    }
}
