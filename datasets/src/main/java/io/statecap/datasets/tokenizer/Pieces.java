package io.statecap.datasets.tokenizer;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What texts are cut into before a vocabulary is learnt from them. */
public final class Pieces {

    /** A longest run of letters and numbers, or one character that is neither these nor white space. */
    static final String WORD = "[\\p{L}\\p{N}]+|[^\\s\\p{L}\\p{N}]";

    private static final Pattern WORDS = Pattern.compile(WORD, Pattern.UNICODE_CHARACTER_CLASS);
    private static final List<String> SUFFIXES = List.of("s", "t", "re", "ve", "m", "ll", "d");
    private static final int LETTER = 1;
    private static final int NUMBER = 2;
    private static final int SPACE = 3;
    private static final int OTHER = 4;
    /** Of the characters below 2^16. */
    private static final byte[] CLASSES = new byte[1 << 16];

    static {
        for (int c = 0; c < CLASSES.length; c++) {
            CLASSES[c] = (byte) find(c);
        }
    }

    private Pieces() {}

    /** Passes the words of a text to a consumer, in order; white space is in none. */
    public static void words(String text, Consumer<String> words) {
        WORDS.matcher(text).results().forEach(word -> words.accept(word.group()));
    }

    /**
     * Passes the pieces of a text as GPT-2's regular expression cuts it to a consumer, in order: <pre>
     * 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</pre>
     * Some alternative matches every character, so pieces follow one another without gaps. (The JDK's own matcher takes
     * twice the time of all that is done here for each piece.)
     */
    public static void ofGpt2(String text, Consumer<String> pieces) {
        for (int at = 0, end; at < text.length(); at = end) {
            end = end(text, at);
            pieces.accept(text.substring(at, end));
        }
    }

    private static int end(String text, int from) {
        char first = text.charAt(from);
        if (first == '\'') {
            for (String suffix : SUFFIXES) {
                if (text.startsWith(suffix, from + 1)) {
                    return from + 1 + suffix.length();
                }
            }
        }
        int end = first == ' ' && from + 1 < text.length() ? from + 1 : from;
        int kind = kind(text.codePointAt(end));
        while (end < text.length() && kind(text.codePointAt(end)) == kind) {
            end += Character.charCount(text.codePointAt(end));
        }
        // \s+(?!\S) leaves the last white space before something else to the next piece. None is a surrogate pair.
        return kind == SPACE && end < text.length() && end - from > 1 ? end - 1 : end;
    }

    private static int kind(int codePoint) {
        return codePoint < CLASSES.length ? CLASSES[codePoint] : find(codePoint);
    }

    private static int find(int codePoint) {
        if (codePoint >= '\t' && codePoint <= '\r' || codePoint == '\u0085') {
            return SPACE;
        }
        return switch (Character.getType(codePoint)) {
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> SPACE;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
            default -> Character.isLetter(codePoint) ? LETTER : OTHER;
        };
    }
}
