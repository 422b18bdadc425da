package io.statecap.jobs.experiment.corpus;

import io.statecap.datasets.tokenizer.ByteTokenizer;
import io.statecap.datasets.tokenizer.HuggingFaceJsonTokenizer;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.common.UsageException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.function.IOSupplier;

/**
 * A tokenizer as it travels to executors: the whole file, which they need not be able to reach.
 *
 * @param kind    {@link #BYTES}, {@link #WORDS} or {@link #JSON}
 * @param content of a {@code tokenizer.json}; empty for bytes
 */
public record TokenizerFile(String kind, byte[] content) implements Serializable {

    public static final String BYTES = "bytes";
    /** A {@code tokenizer.json} that cannot spell every text. */
    public static final String WORDS = "words";
    public static final String JSON = "tokenizer.json";

    public static TokenizerFile bytes() {
        return new TokenizerFile(BYTES, new byte[0]);
    }

    /** A {@code tokenizer.json}, read but not looked at. */
    public static TokenizerFile json(Path file) throws IOException {
        return new TokenizerFile(JSON, Files.readAllBytes(file));
    }

    /**
     * Opens it; the caller closes it.
     *
     * @throws UsageException if it is no tokenizer
     */
    public Tokenizer open() {
        return open(() -> kind.equals(BYTES) ? new ByteTokenizer() : HuggingFaceJsonTokenizer.of(JSON, content));
    }

    /**
     * Opens a {@code tokenizer.json} that a user named; the caller closes it.
     *
     * @throws UsageException where it is missing or no tokenizer
     */
    public static Tokenizer open(Path file) {
        return open(() -> HuggingFaceJsonTokenizer.open(file));
    }

    private static Tokenizer open(IOSupplier<Tokenizer> opening) {
        try {
            return opening.get();
        } catch (IOException e) {
            throw new UsageException(e.getMessage() + ".");
        }
    }

    /** Equal for equal tokenizers. */
    public String hash() {
        return kind.equals(BYTES) ? BYTES : DigestUtils.sha256Hex(content);
    }
}
