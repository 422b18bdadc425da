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
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What a {@code tokenizer.json} of HF tokenizers describes, by that project's own code: a native library in the DJL
 * jar, unpacked on first use into the folder of the environment variable {@code DJL_CACHE_DIR} or else
 * {@code .djl.ai} in the user's home.
 */
public final class HuggingFaceJsonTokenizer implements Tokenizer {

    /** The library would cut at 512 tokens and may pad, if not told otherwise. */
    private static final Map<String, String> WHOLE_TEXT = Map.of("truncation", "false", "padding", "false",
            "addSpecialTokens", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final int vocabularySize;
    private final String fingerprint;
    private final Optional<ByteLevelEncoder> byteLevel;

    /** @throws IOException where the library does not use the ids that the file gives */
    private HuggingFaceJsonTokenizer(HuggingFaceTokenizer tokenizer, String file, JsonNode root, String fingerprint)
            throws IOException {
        this.tokenizer = tokenizer;
        this.fingerprint = fingerprint;
        int size = vocabularySize(file, root.path("model").path("vocab"));
        for (JsonNode added : root.path("added_tokens")) {
            String content = added.path("content").asText();
            int id = checkedId(file, "added_tokens", added.path("id"));
            // The library ignores this id, and takes the vocabulary's or the next free one.
            int[] given = encodeByLibrary(content);
            if (!Arrays.equals(given, new int[] {id})) {
                throw new IOException(file + ": added_tokens gives '" + content + "' the id " + id
                        + "; only " + Arrays.toString(given) + " is allowed at its place");
            }
            size = Math.max(size, id + 1);
        }
        this.vocabularySize = size;
        this.byteLevel = ByteLevelEncoder.of(root, this::encodeByLibrary);
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
        vocabularySize(file, root.path("model").path("vocab"));
        HuggingFaceTokenizer tokenizer;
        try {
            tokenizer = library(json);
        } catch (RuntimeException e) {
            throw new IOException(file + " is not a tokenizer that can be used: " + e.getMessage(), e);
        }
        try {
            return new HuggingFaceJsonTokenizer(tokenizer, file, root, "tokenizer.json:" + DigestUtils.sha256Hex(json));
        } catch (IOException | RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** What the library makes of a file; it stays off the network. */
    private static HuggingFaceTokenizer library(byte[] json) throws IOException {
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

    /**
     * One more than the largest id, which the library does not tell, of an object of ids by text, or, for unigrams, of
     * a list of texts whose places are the ids.
     */
    private static int vocabularySize(String file, JsonNode vocabulary) throws IOException {
        int size = vocabulary.isArray() ? vocabulary.size() : 0;
        for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
            size = Math.max(size, checkedId(file, "model.vocab", entry.getValue()) + 1);
        }
        if (size == 0) {
            throw new IOException(file + " has no model.vocab, the vocabulary of a tokenizer");
        }
        return size;
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
        return byteLevel.isPresent() ? byteLevel.get().encode(text) : encodeByLibrary(text);
    }

    /** Whether {@link #encode} cuts the text itself. */
    boolean cutsItself() {
        return byteLevel.isPresent();
    }

    /** As the library does, whatever the file says. */
    int[] encodeByLibrary(String text) {
        // The library's own encode also copies the text and place of every token, which takes most of the time.
        long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, false);
        try {
            return LongStream.of(TokenizersLibrary.LIB.getTokenIds(encoding)).mapToInt(Math::toIntExact).toArray();
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    @Override
    public String decode(int[] ids) {
        return tokenizer.decode(IntStream.of(ids).asLongStream().toArray(), false);
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
        tokenizer.close();
    }
}
