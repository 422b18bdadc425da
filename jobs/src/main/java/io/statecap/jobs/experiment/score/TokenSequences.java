package io.statecap.jobs.experiment.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.datasets.JsonComplaint;
import io.statecap.datasets.tokenizer.ByteTokenizer;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.common.GivenPath;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.corpus.CorpusManifest;
import io.statecap.jobs.experiment.corpus.CorpusReader;
import io.statecap.jobs.experiment.corpus.TokenizerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sequences that the command line names, checked against a vocabulary. Problems are {@link UsageException}s. */
public final class TokenSequences {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private TokenSequences() {}

    /** A file that holds a JSON array of arrays of token ids. */
    public static List<int[]> ofJson(Path file, int vocabulary) throws IOException {
        JsonNode json;
        try {
            json = MAPPER.readTree(GivenPath.text(file).replaceFirst("^\ufeff", ""));
        } catch (JsonProcessingException e) {
            throw new UsageException(file + " is no JSON: " + JsonComplaint.of(e)
                    + "; an array of token-id sequences is needed.");
        }
        if (!json.isArray()) {
            throw new UsageException(file + " must hold a JSON array of token-id sequences, such as [[1, 2], [3, 4]].");
        }
        List<int[]> sequences = new ArrayList<>();
        for (JsonNode sequence : json) {
            sequences.add(sequence(sequence, file + ": sequence " + sequences.size(), vocabulary));
        }
        return requirePrediction(sequences, file);
    }

    private static int[] sequence(JsonNode json, String place, int vocabulary) {
        if (!json.isArray()) {
            throw new UsageException(place + " is " + json + ", but must be an array of token ids.");
        }
        int[] tokens = new int[json.size()];
        for (int i = 0; i < tokens.length; i++) {
            JsonNode id = json.get(i);
            if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0 || id.intValue() >= vocabulary) {
                throw new UsageException(place + ", position " + i + ": token id " + id
                        + " is outside the model's vocabulary, 0 to " + (vocabulary - 1) + ".");
            }
            tokens[i] = id.intValue();
        }
        return tokens;
    }

    /** A file of UTF-8 text as one sequence, by the tokenizer in the model's directory, or as bytes. */
    public static List<int[]> ofText(Path file, Path model, int vocabulary) throws IOException {
        String text = GivenPath.text(file);
        Path rules = model.resolve("tokenizer.json");
        try (Tokenizer tokenizer = Files.exists(rules) ? TokenizerFile.open(rules) : new ByteTokenizer()) {
            if (tokenizer.vocabularySize() > vocabulary) {
                throw new UsageException(model + " has a vocabulary of " + vocabulary + ", but "
                        + (Files.exists(rules) ? rules : "text as bytes") + " needs " + tokenizer.vocabularySize()
                        + ".");
            }
            return requirePrediction(List.of(tokenizer.encode(text)), file);
        }
    }

    /** The first held-out documents of a corpus, in the order of their hashes. */
    public static List<int[]> ofCorpus(CorpusReader corpus, int documents, int vocabulary) throws IOException {
        CorpusManifest manifest = corpus.manifest();
        if (manifest.vocabulary() > vocabulary) {
            throw new UsageException("the model has a vocabulary of " + vocabulary + ", but the corpus needs "
                    + manifest.vocabulary() + ".");
        }
        List<int[]> sequences = corpus.heldOut(documents);
        if (sequences.stream().noneMatch(sequence -> sequence.length > 1)) {
            throw new UsageException("the corpus has no held-out document of two or more tokens.");
        }
        return sequences;
    }

    private static List<int[]> requirePrediction(List<int[]> sequences, Path file) {
        if (sequences.stream().noneMatch(sequence -> sequence.length > 1)) {
            throw new UsageException(file + " has no sequence of two or more tokens, so there is nothing to predict.");
        }
        return sequences;
    }
}
