package io.statecap.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A {@code tokenizer.json} with a token for each of a few characters, small enough for the golden model. */
final class CharacterTokenizer {

    /** Every character of a passkey prompt is one of these. */
    private static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789 .?\nTFWHRC";
    private static final String UNKNOWN = "<unk>";

    private CharacterTokenizer() {}

    /** @param more characters besides those of passkeys */
    static String json(String more) {
        ObjectNode root = new ObjectMapper().createObjectNode().put("version", "1.0").putNull("truncation")
                .putNull("padding").putNull("normalizer").putNull("pre_tokenizer").putNull("post_processor");
        root.putArray("added_tokens");
        root.putObject("decoder").put("type", "Fuse");
        ObjectNode model = root.putObject("model").put("type", "BPE").putNull("dropout").put("unk_token", UNKNOWN)
                .putNull("continuing_subword_prefix").putNull("end_of_word_suffix").put("fuse_unk", false)
                .put("byte_fallback", false);
        ObjectNode ids = model.putObject("vocab").put(UNKNOWN, 0);
        (CHARACTERS + more).chars().forEach(character -> ids.put(Character.toString(character), ids.size()));
        model.putArray("merges");
        return root.toString();
    }
}
