package io.statecap.datasets.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Words of a fixed vocabulary. A word is a longest run of letters and digits, or one character that is neither these
 * nor white space; id 0 stands for every word that is not in the vocabulary. White space is not kept.
 */
public final class WordTokenizer implements Tokenizer {

    /** The text of id 0. */
    public static final String UNKNOWN = "<unk>";

    private final List<String> words;
    private final Map<String, Integer> ids = new HashMap<>();

    /**
     * @param words text of the ids from 1 on
     * @throws IllegalArgumentException for an entry that is not one word, or there twice
     */
    public WordTokenizer(List<String> words) {
        this.words = List.copyOf(words);
        for (String word : this.words) {
            List<String> split = new ArrayList<>();
            split(word, split::add);
            if (!split.equals(List.of(word))) {
                throw new IllegalArgumentException("vocabulary entry '" + word + "' is not one word");
            }
            if (ids.put(word, ids.size() + 1) != null) {
                throw new IllegalArgumentException("vocabulary entry '" + word + "' is there twice");
            }
        }
    }

    /** Passes the words of a text to a consumer, in order. */
    public static void split(String text, Consumer<String> words) {
        int at = 0;
        while (at < text.length()) {
            int first = text.codePointAt(at);
            int end = at + Character.charCount(first);
            if (Character.isLetterOrDigit(first)) {
                while (end < text.length() && Character.isLetterOrDigit(text.codePointAt(end))) {
                    end += Character.charCount(text.codePointAt(end));
                }
            }
            if (!Character.isWhitespace(first)) {
                words.accept(text.substring(at, end));
            }
            at = end;
        }
    }

    @Override
    public int[] encode(String text) {
        IntStream.Builder encoded = IntStream.builder();
        split(text, word -> encoded.add(ids.getOrDefault(word, 0)));
        return encoded.build().toArray();
    }

    /** Words with a space between them. */
    @Override
    public String decode(int[] encoded) {
        Ids.check(encoded, vocabularySize());
        List<String> decoded = new ArrayList<>();
        for (int id : encoded) {
            decoded.add(id == 0 ? UNKNOWN : words.get(id - 1));
        }
        return String.join(" ", decoded);
    }

    @Override
    public int vocabularySize() {
        return words.size() + 1;
    }

    @Override
    public String fingerprint() {
        // No word holds a line feed.
        return "words:" + Ids.sha256(String.join("\n", words));
    }
}
