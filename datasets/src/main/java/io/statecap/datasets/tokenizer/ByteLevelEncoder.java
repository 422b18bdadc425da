package io.statecap.datasets.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Does for byte-level BPE such as that of GPT-2 and GPT-NeoX what the library does, many times faster: it cuts the text
 * itself, has the library encode each piece alone, and remembers the ids. The library merges within pieces only, so the
 * ids are the same. Files and texts for which that is not certain are left to the library. Any number of threads may
 * use one.
 */
final class ByteLevelEncoder {

    private static final int MOST_REMEMBERED = 1 << 17;
    private static final int LONGEST_REMEMBERED = 32;
    private static final int ASCII = 128;
    /** The first combining mark: every character below is assigned, and its own composed form. */
    private static final char FIRST_MARK = 0x300;

    private final Function<String, int[]> library;
    private final boolean composes;
    private final Added raw;
    private final Added normalized;
    private final Map<String, int[]> remembered = new ConcurrentHashMap<>();

    private ByteLevelEncoder(Function<String, int[]> library, boolean composes, List<String> raw,
                             List<String> normalized) {
        this.library = library;
        this.composes = composes;
        this.raw = new Added(raw);
        this.normalized = new Added(normalized);
    }

    /** Texts that are one token each wherever they occur; searched for before a text is cut into pieces. */
    private static final class Added {

        private final Node root = new Node();
        private final boolean any;

        /** A node of a trie: the characters that may follow, and whether a text ends here. */
        private static final class Node {
            private final Node[] next = new Node[ASCII];
            private boolean ends;
        }

        Added(List<String> texts) {
            any = !texts.isEmpty();
            for (String text : texts) {
                Node node = root;
                for (char c : text.toCharArray()) {
                    node.next[c] = node.next[c] == null ? new Node() : node.next[c];
                    node = node.next[c];
                }
                node.ends = true;
            }
        }

        /** Length of the longest that begins at a place; 0 where none does. */
        int longest(String text, int from) {
            int length = 0;
            Node node = root;
            for (int at = from; at < text.length() && text.charAt(at) < ASCII; at++) {
                node = node.next[text.charAt(at)];
                if (node == null) {
                    break;
                }
                length = node.ends ? at + 1 - from : length;
            }
            return length;
        }
    }

    /**
     * An encoder for a {@code tokenizer.json}; empty where it has anything whose effect is not known here.
     *
     * @param library what the library makes of a text under that file
     */
    static Optional<ByteLevelEncoder> of(JsonNode root, Function<String, int[]> library) {
        JsonNode normalizer = root.path("normalizer");
        boolean composes = normalizer.path("type").asText().equals("NFC");
        if (!composes && !absent(normalizer) || !cutsAsGpt2(root.path("pre_tokenizer"))
                || !idsKept(root.path("post_processor")) || !mergesAlone(root.path("model"))) {
            return Optional.empty();
        }
        List<String> raw = new ArrayList<>();
        List<String> normalized = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode token : root.path("added_tokens")) {
            String content = token.path("content").asText();
            if (!plain(token, content) || !seen.add(content)) {
                return Optional.empty();
            }
            (token.path("normalized").booleanValue() ? normalized : raw).add(content);
        }
        return Optional.of(new ByteLevelEncoder(library, composes, raw, normalized));
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static boolean cutsAsGpt2(JsonNode preTokenizer) {
        return preTokenizer.path("type").asText().equals("ByteLevel")
                && !preTokenizer.path("add_prefix_space").asBoolean(true)
                && preTokenizer.path("use_regex").asBoolean(true);
    }

    /** These two only add tokens that are asked for, or change places in the text. */
    private static boolean idsKept(JsonNode postProcessor) {
        String type = postProcessor.path("type").asText();
        return absent(postProcessor) || type.equals("ByteLevel") || type.equals("TemplateProcessing");
    }

    private static boolean mergesAlone(JsonNode model) {
        // Dropout draws merges at random.
        return model.path("type").asText().equals("BPE") && absent(model.path("dropout"));
    }

    private static boolean plain(JsonNode token, String content) {
        return Stream.of("single_word", "lstrip", "rstrip").noneMatch(flag -> token.path(flag).asBoolean(true))
                && token.path("normalized").isBoolean() && !content.isEmpty()
                && content.chars().allMatch(c -> c < ASCII);
    }

    /** The ids that the library would give. */
    int[] encode(String text) {
        if (!covers(text)) {
            return library.apply(text);
        }
        IntStream.Builder ids = IntStream.builder();
        cut(raw, text, ids, part -> cut(normalized, part, ids,
                rest -> Pieces.ofGpt2(rest, piece -> add(piece, ids))));
        return ids.build().toArray();
    }

    /** Adds the ids of added tokens, at each place the longest, and has what lies between encoded in its place. */
    private void cut(Added added, String text, IntStream.Builder ids, Consumer<String> between) {
        int start = 0;
        for (int at = 0; added.any && at < text.length(); at++) {
            int length = added.longest(text, at);
            if (length > 0) {
                between.accept(text.substring(start, at));
                start = at + length;
                add(text.substring(at, start), ids);
                at = start - 1;
            }
        }
        between.accept(start == 0 ? text : text.substring(start));
    }

    private void add(String piece, IntStream.Builder ids) {
        int[] known = remembered.get(piece);
        if (known == null) {
            known = library.apply(piece);
            if (remembered.size() >= MOST_REMEMBERED) {
                remembered.clear();
            }
            if (piece.length() <= LONGEST_REMEMBERED) {
                remembered.put(piece, known);
            }
        }
        for (int id : known) {
            ids.add(id);
        }
    }

    /** Whether the library would cut the text as it is, without normalising it first, and by the same classes. */
    private boolean covers(String text) {
        // Of characters that it knows, this Unicode version and later ones say the same.
        return text.chars().allMatch(c -> c < FIRST_MARK) || text.codePoints().map(Character::getType)
                .noneMatch(type -> type == Character.UNASSIGNED || type == Character.SURROGATE)
                && (!composes || Normalizer.isNormalized(text, Normalizer.Form.NFC));
    }
}
