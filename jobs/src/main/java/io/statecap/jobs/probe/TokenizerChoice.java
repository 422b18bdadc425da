package io.statecap.jobs.probe;

import io.statecap.datasets.tokenizer.ByteTokenizer;
import io.statecap.datasets.tokenizer.HuggingFaceJsonTokenizer;
import io.statecap.datasets.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tokenizer as it travels to executors: the whole file, which they need not be able to reach. */
public final class TokenizerChoice implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Content of a tokenizer.json; null for bytes. */
    private final byte[] json;

    private TokenizerChoice(byte[] json) {
        this.json = json;
    }

    /** Bytes as tokens. */
    public static TokenizerChoice bytes() {
        return new TokenizerChoice(null);
    }

    /** What a {@code tokenizer.json} describes. */
    public static TokenizerChoice ofFile(Path file) throws IOException {
        return new TokenizerChoice(Files.readAllBytes(file));
    }

    /** Equal for equal tokenizers. */
    String hash() {
        return json == null ? "bytes" : ProbeKey.sha256(json);
    }

    /** Opens it; the caller closes it. */
    public Tokenizer open() throws IOException {
        if (json == null) {
            return new ByteTokenizer();
        }
        Path copy = Files.createTempFile("statecap-tokenizer", ".json");
        try {
            Files.write(copy, json);
            return HuggingFaceJsonTokenizer.open(copy);
        } finally {
            Files.delete(copy);
        }
    }
}
