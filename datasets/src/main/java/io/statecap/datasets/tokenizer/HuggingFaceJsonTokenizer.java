package io.statecap.datasets.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.datasets.JsonComplaint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code tokenizer.json} of HF tokenizers describes, by that project's own code: a native library in the DJL
 * jar, unpacked on first use into the folder of the environment variable {@code DJL_CACHE_DIR} or else
 * {@code .djl.ai} in the user's home.
 */
public final class HuggingFaceJsonTokenizer implements Tokenizer {

    /** The GPT-NeoX file has 2 MB, the largest in use some 30 MB. */
    private static final long LARGEST_FILE = 1L << 27;

    /** The library would cut at 512 tokens and may pad, if not told otherwise. */
    private static final Map<String, String> WHOLE_TEXT = Map.of("truncation", "false", "padding", "false",
            "addSpecialTokens", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final int vocabularySize;
    private final String fingerprint;
    private final Optional<ByteLevelEncoder> byteLevel;

    private HuggingFaceJsonTokenizer(HuggingFaceTokenizer tokenizer, int vocabularySize, String fingerprint,
                                     Optional<ByteLevelEncoder> byteLevel) {
        this.tokenizer = tokenizer;
        this.vocabularySize = vocabularySize;
        this.fingerprint = fingerprint;
        this.byteLevel = byteLevel;
    }

    /**
     * Reads a {@code tokenizer.json}. Sets the system property {@code ai.djl.offline}, unless it is set: without it,
     * the library reports its use over the network and may download another build.
     *
     * @throws IOException where the file is missing, or no tokenizer that the library knows
     */
    public static HuggingFaceJsonTokenizer open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + (Files.exists(file) ? " is not a file" : " does not exist"));
        }
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException(file + " has " + Files.size(file) + " bytes; at most " + LARGEST_FILE
                    + " are allowed for a tokenizer");
        }
        return of(file.toString(), Files.readAllBytes(file));
    }

    /**
     * As {@link #open}, from memory.
     *
     * @param file what messages call the file
     */
    public static HuggingFaceJsonTokenizer of(String file, byte[] content) throws IOException {
        // The library takes a byte order mark for a damaged file.
        boolean marked = content.length > 2 && content[0] == (byte) 0xef && content[1] == (byte) 0xbb
                && content[2] == (byte) 0xbf;
        byte[] json = marked ? Arrays.copyOfRange(content, 3, content.length) : content;
        JsonNode root = json(file, json);
        int vocabularySize = vocabularySize(file, root);
        HuggingFaceTokenizer tokenizer;
        try {
            tokenizer = library(json);
        } catch (RuntimeException e) {
            throw new IOException(file + " is not a tokenizer that can be used: " + e.getMessage(), e);
        }
        try {
            return new HuggingFaceJsonTokenizer(tokenizer, vocabularySize, "tokenizer.json:" + Ids.sha256(json),
                    ByteLevelEncoder.of(root, text -> ids(tokenizer, text)));
        } catch (IOException | RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** What the library makes of a file; it stays off the network. */
    static HuggingFaceTokenizer library(byte[] json) throws IOException {
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
        return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), WHOLE_TEXT);
    }

    private static JsonNode json(String file, byte[] json) throws IOException {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not valid JSON: " + JsonComplaint.of(e), e);
        }
    }

    /** One more than the largest id of the file, which the library does not tell. */
    private static int vocabularySize(String file, JsonNode root) throws IOException {
        Map<String, Integer> vocabulary = vocabulary(file, root.path("model").path("vocab"));
        int largest = Collections.max(vocabulary.values());
        int largestAdded = -1;
        for (JsonNode added : root.path("added_tokens")) {
            String content = added.path("content").asText();
            int id = checkedId(file, "added_tokens", added.path("id"));
            // The library ignores this id, and takes the vocabulary's or the next free one.
            int given = vocabulary.getOrDefault(content, Math.max(vocabulary.size(), largestAdded + 1));
            if (id != given) {
                throw new IOException(file + ": added_tokens gives '" + content + "' the id " + id
                        + "; only " + given + " is allowed at its place");
            }
            largestAdded = Math.max(largestAdded, id);
        }
        return Math.max(largest, largestAdded) + 1;
    }

    /** Ids by text: an object of them, or, for unigrams, a list of texts with scores whose places are the ids. */
    private static Map<String, Integer> vocabulary(String file, JsonNode json) throws IOException {
        Map<String, Integer> ids = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            ids.put(entry.getKey(), checkedId(file, "model.vocab", entry.getValue()));
        }
        if (json.isArray()) {
            json.forEach(entry -> ids.put(entry.path(0).asText(), ids.size()));
        }
        if (ids.isEmpty()) {
            throw new IOException(file + " has no model.vocab, the vocabulary of a tokenizer");
        }
        return ids;
    }

    private static int checkedId(String file, String field, JsonNode id) throws IOException {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0
                || id.intValue() == Integer.MAX_VALUE) {
            throw new IOException(file + ": " + field + " has the id " + id + "; integers from 0 to "
                    + (Integer.MAX_VALUE - 1) + " are allowed");
        }
        return id.intValue();
    }

    @Override
    public int[] encode(String text) {
        return byteLevel.isPresent() ? byteLevel.get().encode(text) : ids(tokenizer, text);
    }

    /** As the library does, whatever the file says. */
    int[] encodeByLibrary(String text) {
        return ids(tokenizer, text);
    }

    /** Whether {@link #encode} cuts the text itself. */
    boolean cutsItself() {
        return byteLevel.isPresent();
    }

    static int[] ids(HuggingFaceTokenizer tokenizer, String text) {
        // The library's own encode also copies the text and place of every token, which takes most of the time.
        long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, false);
        long[] ids;
        try {
            ids = TokenizersLibrary.LIB.getTokenIds(encoding);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
        int[] narrow = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            narrow[i] = Math.toIntExact(ids[i]);
        }
        return narrow;
    }

    @Override
    public String decode(int[] ids) {
        Ids.check(ids, vocabularySize);
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            wide[i] = ids[i];
        }
        return tokenizer.decode(wide, false);
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public void close() {
        byteLevel.ifPresent(ByteLevelEncoder::close);
        tokenizer.close();
    }
}
