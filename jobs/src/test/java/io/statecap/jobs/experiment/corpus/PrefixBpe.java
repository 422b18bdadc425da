package io.statecap.jobs.experiment.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a {@code tokenizer.json} with byte-level BPE as GPT-NeoX has it. The merges are not learnt pair by pair: the
 * most frequent words, in turn, get what builds them from left to right. That is no good tokenizer, but a real one, with
 * as much work a word.
 */
public final class PrefixBpe {

    private static final Pattern WORD = Pattern.compile(" ?[A-Za-z]{2,20}");

    private PrefixBpe() {}

    /**
     * Arguments: a text file, how many of its lines to read, the size of the vocabulary, and the file to write. With it,
     * {@code corpus --tokenizer} can be timed.
     */
    public static void main(String[] arguments) throws IOException {
        StringBuilder text = new StringBuilder();
        try (BufferedReader lines = Files.newBufferedReader(Path.of(arguments[0]))) {
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                text.append(lines.readLine()).append('\n');
            }
        }
        Files.writeString(Path.of(arguments[3]), json(text, Integer.parseInt(arguments[2])));
    }

    /** The file's text: a vocabulary of {@code size} at most, made of the words of a text. */
    public static String json(CharSequence text, int size) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (int b = 0; b < 256; b++) {
            ids.put(Character.toString(symbol(b)), b);
        }
        ObjectNode root = new ObjectMapper().createObjectNode().put("version", "1.0").putNull("truncation")
                .putNull("padding").putNull("normalizer").putNull("post_processor");
        ArrayNode merges = new ObjectMapper().createArrayNode();
        Set<String> done = new HashSet<>();
        for (String word : wordsByFrequency(text)) {
            String symbols = word.replace(' ', symbol(' '));
            for (int end = 2; end <= symbols.length() && ids.size() < size - 1; end++) {
                if (done.add(symbols.substring(0, end))) {
                    ids.put(symbols.substring(0, end), ids.size());
                    merges.add(symbols.substring(0, end - 1) + " " + symbols.charAt(end - 1));
                }
            }
        }
        root.putArray("added_tokens").addObject().put("id", ids.size()).put("content", "<|endoftext|>")
                .put("single_word", false).put("lstrip", false).put("rstrip", false).put("normalized", false)
                .put("special", true);
        root.putObject("pre_tokenizer").put("type", "ByteLevel").put("add_prefix_space", false)
                .put("trim_offsets", true).put("use_regex", true);
        root.putObject("decoder").put("type", "ByteLevel").put("add_prefix_space", false)
                .put("trim_offsets", true).put("use_regex", true);
        ObjectNode model = root.putObject("model").put("type", "BPE").putNull("dropout").putNull("unk_token")
                .putNull("continuing_subword_prefix").putNull("end_of_word_suffix").put("fuse_unk", false)
                .put("byte_fallback", false);
        ids.forEach(model.putObject("vocab")::put);
        model.set("merges", merges);
        return root.toString();
    }

    private static List<String> wordsByFrequency(CharSequence text) {
        Map<String, Integer> counts = new HashMap<>();
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            counts.merge(words.group(), 1, Integer::sum);
        }
        return counts.entrySet().stream().sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey())).map(Map.Entry::getKey).toList();
    }

    /** The character that stands for a byte: itself where it can be seen, else one from 256 on, in order. */
    private static char symbol(int b) {
        int unseen = 0;
        for (int i = 0; i < b; i++) {
            unseen += seen(i) ? 0 : 1;
        }
        return (char) (seen(b) ? b : 256 + unseen);
    }

    private static boolean seen(int b) {
        return b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
    }
}
