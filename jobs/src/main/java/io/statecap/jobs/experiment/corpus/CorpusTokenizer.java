package io.statecap.jobs.experiment.corpus;

import io.statecap.datasets.tokenizer.BytePairTrainer;
import io.statecap.datasets.tokenizer.ByteTokenizer;
import io.statecap.datasets.tokenizer.HuggingFaceJsonTokenizer;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.datasets.tokenizer.WordTokenizer;
import io.statecap.jobs.common.UsageException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A tokenizer as it travels to tasks, and the token that closes each document.
 *
 * @param kind      {@code bytes}, {@code words} or {@code tokenizer.json}
 * @param content   the file that describes it; empty for bytes
 * @param separator id of the token that follows each document
 * @param vocabulary number of distinct tokens, the separator included
 * @param fingerprint {@link Tokenizer#fingerprint}
 */
public record CorpusTokenizer(String kind, byte[] content, int separator, int vocabulary, String fingerprint)
        implements Serializable {

    public static final String BYTES = "bytes";
    static final String WORDS = "words";
    static final String JSON = "tokenizer.json";

    public static CorpusTokenizer bytes() {
        return appended(BYTES, new byte[0], new ByteTokenizer());
    }

    /** @param words the vocabulary, text of the ids from 1 on */
    public static CorpusTokenizer words(List<String> words) {
        return appended(WORDS, String.join("\n", words).getBytes(StandardCharsets.UTF_8), new WordTokenizer(words));
    }

    /** @throws UsageException where the file is no tokenizer */
    public static CorpusTokenizer json(Path file) {
        try (HuggingFaceJsonTokenizer tokenizer = HuggingFaceJsonTokenizer.open(file)) {
            return json(tokenizer, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UsageException(e.getMessage() + ".");
        }
    }

    /** @param content of a {@code tokenizer.json} that was made here */
    public static CorpusTokenizer json(byte[] content) throws IOException {
        try (HuggingFaceJsonTokenizer tokenizer = HuggingFaceJsonTokenizer.of(JSON, content)) {
            return json(tokenizer, content);
        }
    }

    private static CorpusTokenizer json(HuggingFaceJsonTokenizer tokenizer, byte[] content) {
        // What GPT-NeoX' tokenizer, and many others, have between documents.
        int[] end = tokenizer.encode(BytePairTrainer.END_OF_TEXT);
        return end.length == 1
                ? new CorpusTokenizer(JSON, content, end[0], tokenizer.vocabularySize(), tokenizer.fingerprint())
                : appended(JSON, content, tokenizer);
    }

    /** The separator is one token more. */
    private static CorpusTokenizer appended(String kind, byte[] content, Tokenizer tokenizer) {
        return new CorpusTokenizer(kind, content, tokenizer.vocabularySize(), tokenizer.vocabularySize() + 1,
                tokenizer.fingerprint());
    }

    public Tokenizer open() {
        switch (kind) {
            case BYTES:
                return new ByteTokenizer();
            case WORDS:
                String words = new String(content, StandardCharsets.UTF_8);
                return new WordTokenizer(words.isEmpty() ? List.of() : List.of(words.split("\n")));
            default:
                try {
                    return HuggingFaceJsonTokenizer.of(JSON, content);
                } catch (IOException e) {
                    throw new UncheckedIOException("a tokenizer that the driver could open", e);
                }
        }
    }

    /** Name of the file in the corpus that holds {@link #content}; null for bytes. */
    String fileName() {
        return switch (kind) {
            case BYTES -> null;
            case WORDS -> "words.txt";
            default -> JSON;
        };
    }
}
