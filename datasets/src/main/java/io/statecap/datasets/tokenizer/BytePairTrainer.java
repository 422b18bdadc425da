package io.statecap.datasets.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns a byte-level BPE (Sennrich et al. 2016; on bytes as GPT-2 has it): beginning with the 256 bytes, the most
 * frequent pair of neighbours within a piece becomes a token, again and again. HF tokenizers makes the same file of the
 * same pieces; DJL, which brings its native library, has no call for that.
 */
public final class BytePairTrainer {

    /** The bytes and the token between documents. */
    public static final int SMALLEST = 257;
    /** The token between documents; it has id 0. */
    public static final String END_OF_TEXT = "<|endoftext|>";

    /** A token made of a pair that occurs once would make one text one token shorter. */
    private static final long LEAST_COUNT = 2;

    private final List<String> tokens = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> merges = new ArrayList<>();

    private BytePairTrainer() {}

    /**
     * Learns a vocabulary.
     *
     * @param pieces   {@link Pieces#ofGpt2 pieces} of the text, and how often each occurs
     * @param size     number of tokens, at least {@link #SMALLEST}; fewer are found where no pair occurs twice
     * @return content of a {@code tokenizer.json}; equal for equal arguments, whatever the order of the map
     */
    public static byte[] train(Map<String, Long> pieces, int size) {
        if (size < SMALLEST) {
            throw new IllegalArgumentException("size must be at least " + SMALLEST + ", not " + size);
        }
        BytePairTrainer trainer = new BytePairTrainer();
        trainer.learn(pieces, size);
        return trainer.json();
    }

    private void learn(Map<String, Long> pieces, int size) {
        id(END_OF_TEXT);
        // In the order of the characters that stand for them, as HF tokenizers has it.
        String alphabet = alphabet();
        alphabet.chars().sorted().forEach(character -> id(Character.toString(character)));
        int[] ofByte = alphabet.chars().map(character -> ids.get(Character.toString(character))).toArray();
        List<int[]> symbols = new ArrayList<>(pieces.size());
        long[] counts = new long[pieces.size()];
        for (Map.Entry<String, Long> piece : pieces.entrySet()) {
            counts[symbols.size()] = piece.getValue();
            byte[] utf8 = piece.getKey().getBytes(StandardCharsets.UTF_8);
            int[] bytes = new int[utf8.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = ofByte[Byte.toUnsignedInt(utf8[i])];
            }
            symbols.add(bytes);
        }
        BytePairMerges all = new BytePairMerges(symbols, counts);
        while (tokens.size() < size) {
            BytePairMerges.Pair pair = all.mostFrequent();
            if (pair == null || pair.count() < LEAST_COUNT) {
                return;
            }
            merges.add(tokens.get(pair.left) + " " + tokens.get(pair.right));
            // Two pairs may spell the same token.
            all.merge(pair, id(tokens.get(pair.left) + tokens.get(pair.right)));
        }
    }

    private int id(String token) {
        return ids.computeIfAbsent(token, added -> {
            tokens.add(added);
            return tokens.size() - 1;
        });
    }

    /** The characters that stand for the bytes in the file: themselves where they can be seen, others from 256 on. */
    static String alphabet() {
        StringBuilder alphabet = new StringBuilder();
        char unseen = 256;
        for (char b = 0; b < 256; b++) {
            boolean seen = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            alphabet.append(seen ? b : unseen++);
        }
        return alphabet.toString();
    }

    private byte[] json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode().put("version", "1.0").putNull("truncation").putNull("padding");
        root.putArray("added_tokens").addObject().put("id", 0).put("content", END_OF_TEXT).put("single_word", false)
                .put("lstrip", false).put("rstrip", false).put("normalized", false).put("special", true);
        root.putNull("normalizer");
        for (String part : List.of("pre_tokenizer", "post_processor", "decoder")) {
            root.putObject(part).put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true)
                    .put("use_regex", true);
        }
        ObjectNode model = root.putObject("model").put("type", "BPE").putNull("dropout").putNull("unk_token")
                .putNull("continuing_subword_prefix").putNull("end_of_word_suffix").put("fuse_unk", false)
                .put("byte_fallback", false);
        ObjectNode vocabulary = model.putObject("vocab");
        tokens.forEach(token -> vocabulary.put(token, ids.get(token)));
        ArrayNode list = model.putArray("merges");
        merges.forEach(list::add);
        return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
