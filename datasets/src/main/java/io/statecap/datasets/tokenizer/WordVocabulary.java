package io.statecap.datasets.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A tokenizer of whole words: {@link Pieces#words}; id 0 stands for every word that is not in the vocabulary. */
public final class WordVocabulary {

    /** The text of id 0, which is no word. */
    static final String UNKNOWN = "<unk>";

    private WordVocabulary() {}

    /**
     * @param words text of the ids from 1 on; none twice
     * @return content of a {@code tokenizer.json}
     */
    public static byte[] json(List<String> words) {
        ObjectNode root = new ObjectMapper().createObjectNode().put("version", "1.0").putNull("truncation")
                .putNull("padding").putNull("normalizer").putNull("post_processor").putNull("decoder");
        root.putArray("added_tokens");
        root.putObject("pre_tokenizer").put("type", "Split").put("behavior", "Removed").put("invert", true)
                .putObject("pattern").put("Regex", Pieces.WORD);
        ObjectNode vocabulary = root.putObject("model").put("type", "WordLevel").put("unk_token", UNKNOWN)
                .putObject("vocab").put(UNKNOWN, 0);
        words.forEach(word -> vocabulary.put(word, vocabulary.size()));
        return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
