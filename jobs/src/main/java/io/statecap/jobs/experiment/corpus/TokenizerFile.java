package io.statecap.jobs.experiment.corpus;

import io.statecap.datasets.tokenizer.ByteTokenizer;
import io.statecap.datasets.tokenizer.HuggingFaceJsonTokenizer;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.datasets.tokenizer.WordTokenizer;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A tokenizer as it travels to executors: the whole file, which they need not be able to reach.
 *
 * @param kind    {@link #BYTES}, {@link #WORDS} or {@link #JSON}
 * @param content of the file; empty for bytes
 */
public record TokenizerFile(String kind, byte[] content) implements Serializable {

    public static final String BYTES = "bytes";
    public static final String JSON = "tokenizer.json";
    static final String WORDS = "words";

    public static TokenizerFile bytes() {
        return new TokenizerFile(BYTES, new byte[0]);
    }

    /** @param words the vocabulary, text of the ids from 1 on */
    static TokenizerFile words(List<String> words) {
        return new TokenizerFile(WORDS, String.join("\n", words).getBytes(StandardCharsets.UTF_8));
    }

    /** A {@code tokenizer.json}. */
    public static TokenizerFile json(Path file) throws IOException {
        return new TokenizerFile(JSON, Files.readAllBytes(file));
    }

    /**
     * Opens it; the caller closes it.
     *
     * @throws IOException if it is no tokenizer
     */
    public Tokenizer open() throws IOException {
        return switch (kind) {
            case BYTES -> new ByteTokenizer();
            case WORDS -> new WordTokenizer(content.length == 0 ? List.of()
                    : List.of(new String(content, StandardCharsets.UTF_8).split("\n")));
            default -> HuggingFaceJsonTokenizer.of(JSON, content);
        };
    }

    /** Equal for equal tokenizers. */
    public String hash() {
        return kind.equals(BYTES) ? BYTES : DigestUtils.sha256Hex(content);
    }

    /** Name of the file in a corpus; null for bytes, which have none. */
    String name() {
        return switch (kind) {
            case BYTES -> null;
            case WORDS -> "words.txt";
            default -> JSON;
        };
    }
}
