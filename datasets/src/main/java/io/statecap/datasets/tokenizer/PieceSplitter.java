package io.statecap.datasets.tokenizer;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts text as GPT-2's regular expression does: <pre>
 * 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</pre>
 * Some alternative matches every character, so pieces follow one another without gaps.
 * Any number of threads may use one.
 */
public final class PieceSplitter implements AutoCloseable {

    private static final List<String> SUFFIXES = List.of("s", "t", "re", "ve", "m", "ll", "d");

    private final CharacterClasses classes = new CharacterClasses();

    /** @throws IOException if the library that knows the characters cannot be loaded */
    public PieceSplitter() throws IOException {}

    /** Passes the pieces of a text to a consumer, in order. */
    public void split(String text, Consumer<String> pieces) {
        for (int at = 0; at < text.length(); ) {
            int end = end(text, at, text.length());
            pieces.accept(text.substring(at, end));
            at = end;
        }
    }

    /** The end of the piece that begins at {@code from}, which is below {@code to}, where the text ends. */
    int end(String text, int from, int to) {
        char first = text.charAt(from);
        if (first == '\'') {
            int length = suffix(text, from + 1, to);
            if (length > 0) {
                return from + 1 + length;
            }
        }
        int start = first == ' ' && from + 1 < to ? from + 1 : from;
        byte kind = classes.of(text.codePointAt(start));
        if (kind != CharacterClasses.SPACE) {
            return run(text, start, to, kind);
        }
        int end = run(text, start, to, kind);
        // \s+(?!\S) leaves the last white space before something else to the next piece. None is a surrogate pair.
        return end < to && end - from > 1 ? end - 1 : end;
    }

    /** Length of what English puts behind an apostrophe, at a place of the text; 0 where none is there. */
    private static int suffix(String text, int at, int to) {
        for (String suffix : SUFFIXES) {
            if (at + suffix.length() <= to && text.startsWith(suffix, at)) {
                return suffix.length();
            }
        }
        return 0;
    }

    private int run(String text, int from, int to, byte kind) {
        int at = from;
        while (at < to) {
            int c = text.codePointAt(at);
            if (classes.of(c) != kind) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    @Override
    public void close() {
        classes.close();
    }
}
