package io.statecap.jobs.experiment.corpus;

import io.statecap.datasets.tokenizer.BytePairTrainer;
import io.statecap.datasets.tokenizer.HuggingFaceJsonTokenizer;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.common.UsageException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * A corpus' tokenizer, and the token that closes each document.
 *
 * @param file        describes it
 * @param separator   id of the token that follows each document
 * @param vocabulary  number of distinct tokens, the separator included
 * @param fingerprint {@link Tokenizer#fingerprint}
 */
public record CorpusTokenizer(TokenizerFile file, int separator, int vocabulary, String fingerprint)
        implements Serializable {

    public static CorpusTokenizer bytes() throws IOException {
        return of(TokenizerFile.bytes());
    }

    /** @param words the vocabulary, text of the ids from 1 on */
    public static CorpusTokenizer words(List<String> words) throws IOException {
        return of(TokenizerFile.words(words));
    }

    /** @throws UsageException where the file is no tokenizer */
    public static CorpusTokenizer json(Path file) {
        try (HuggingFaceJsonTokenizer tokenizer = HuggingFaceJsonTokenizer.open(file)) {
            return of(TokenizerFile.json(file), tokenizer);
        } catch (IOException e) {
            throw new UsageException(e.getMessage() + ".");
        }
    }

    /** @param content of a {@code tokenizer.json} that was made here */
    public static CorpusTokenizer json(byte[] content) throws IOException {
        return of(new TokenizerFile(TokenizerFile.JSON, content));
    }

    private static CorpusTokenizer of(TokenizerFile file) throws IOException {
        try (Tokenizer tokenizer = file.open()) {
            return of(file, tokenizer);
        }
    }

    private static CorpusTokenizer of(TokenizerFile file, Tokenizer tokenizer) {
        int size = tokenizer.vocabularySize();
        // What GPT-NeoX' tokenizer, and many others, have between documents; else the separator is one token more.
        int[] end = file.kind().equals(TokenizerFile.JSON) ? tokenizer.encode(BytePairTrainer.END_OF_TEXT) : new int[0];
        return end.length == 1 ? new CorpusTokenizer(file, end[0], size, tokenizer.fingerprint())
                : new CorpusTokenizer(file, size, size + 1, tokenizer.fingerprint());
    }
}
