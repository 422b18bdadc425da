package io.statecap.datasets.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Does for byte-level BPE such as that of GPT-2 and GPT-NeoX what the library does, many times faster: it cuts the text
 * itself, has the library encode each piece alone, and remembers the ids. The library merges within pieces only, so the
 * ids are the same. Files and texts for which that is not certain are left to the library. Any number of threads may
 * use one.
 */
final class ByteLevelEncoder implements AutoCloseable {

    private static final int MOST_REMEMBERED = 1 << 17;
    private static final int LONGEST_REMEMBERED = 32;
    /** The first combining mark: what lies below is its own composed form. */
    private static final char FIRST_MARK = 0x300;

    private final Function<String, int[]> library;
    private final boolean composes;
    private final AddedTokens raw;
    private final AddedTokens normalized;
    private final PieceSplitter splitter = new PieceSplitter();
    private final Map<String, int[]> remembered = new ConcurrentHashMap<>();

    private ByteLevelEncoder(Function<String, int[]> library, boolean composes, AddedTokens raw,
                             AddedTokens normalized) throws IOException {
        this.library = library;
        this.composes = composes;
        this.raw = raw;
        this.normalized = normalized;
    }

    /**
     * An encoder for a {@code tokenizer.json}; empty where it has anything whose effect is not known here.
     *
     * @param library what the library makes of a text under that file
     */
    static Optional<ByteLevelEncoder> of(JsonNode root, Function<String, int[]> library) throws IOException {
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
            if (!plain(token, content) || !seen.add(content) || library.apply(content).length != 1) {
                return Optional.empty();
            }
            (token.path("normalized").booleanValue() ? normalized : raw).add(content);
        }
        return Optional.of(new ByteLevelEncoder(library, composes, new AddedTokens(raw, library),
                new AddedTokens(normalized, library)));
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static boolean cutsAsGpt2(JsonNode preTokenizer) {
        JsonNode regex = preTokenizer.path("use_regex");
        return preTokenizer.path("type").asText().equals("ByteLevel")
                && preTokenizer.path("add_prefix_space").isBoolean()
                && !preTokenizer.path("add_prefix_space").booleanValue()
                && (regex.isMissingNode() || regex.isBoolean() && regex.booleanValue());
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
        for (String flag : List.of("single_word", "lstrip", "rstrip")) {
            if (!token.path(flag).isBoolean() || token.path(flag).booleanValue()) {
                return false;
            }
        }
        return token.path("normalized").isBoolean() && !content.isEmpty() && content.chars().allMatch(c -> c < 128);
    }

    /** The ids that the library would give. */
    int[] encode(String text) {
        if (!covers(text)) {
            return library.apply(text);
        }
        IntStream.Builder ids = IntStream.builder();
        raw.encode(text, 0, text.length(), ids, (from, to) ->
                normalized.encode(text, from, to, ids, (first, end) -> pieces(text, first, end, ids)));
        return ids.build().toArray();
    }

    private void pieces(String text, int from, int to, IntStream.Builder ids) {
        for (int at = from; at < to; ) {
            int end = splitter.end(text, at, to);
            for (int id : piece(text.substring(at, end))) {
                ids.accept(id);
            }
            at = end;
        }
    }

    private int[] piece(String piece) {
        if (piece.length() > LONGEST_REMEMBERED) {
            return library.apply(piece);
        }
        int[] ids = remembered.get(piece);
        if (ids == null) {
            ids = library.apply(piece);
            if (remembered.size() >= MOST_REMEMBERED) {
                remembered.clear();
            }
            remembered.put(piece, ids);
        }
        return ids;
    }

    /** Whether the library would cut the text as it is, without normalising it first. */
    private boolean covers(String text) {
        boolean marks = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < FIRST_MARK) {
                continue;
            }
            marks = true;
            int codePoint = text.codePointAt(at);
            if (Character.isSurrogate(c)) {
                // An unpaired surrogate is no character; the library decides what to do with it.
                if (!Character.isSupplementaryCodePoint(codePoint)) {
                    return false;
                }
                at++;
            }
            // Of characters that it knows, this Unicode version and later ones compose the same.
            if (composes && Character.getType(codePoint) == Character.UNASSIGNED) {
                return false;
            }
        }
        return !composes || !marks || Normalizer.isNormalized(text, Normalizer.Form.NFC);
    }

    @Override
    public void close() {
        splitter.close();
    }
}
