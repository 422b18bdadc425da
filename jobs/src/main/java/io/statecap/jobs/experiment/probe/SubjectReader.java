package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.files.ModelPath;
import io.statecap.jobs.results.files.ModelSeal;
import io.statecap.model.io.HfModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds out about a model to probe. A model that a trial kept brings its configuration along
 * ({@link ResultsDirectory#TRIAL_JSON}): its data and training length are known. Of any other checkpoint they are what
 * the command line says.
 */
public final class SubjectReader {

    private static final String BYTES = "bytes";

    private SubjectReader() {}

    /**
     * @param given       model directory, or a results directory that keeps one model
     * @param data        configuration whose data, of its first trial, to probe on; null for the model's own
     * @param trainLength training length; null for the model's own
     * @param tokenizer   {@code bytes} or a file; null for the model's own
     * @throws UsageException if any of these is not what it should be
     */
    public static ProbedModel read(Path given, Path data, Integer trainLength, String tokenizer) throws IOException {
        Path model = ModelPath.of(given);
        ModelSeal.require(model);
        String own = ownTrial(model);
        String dataJson = data == null ? own : ConfigReader.read(data).trials().get(0).configJson();
        int length = trainLength != null ? trainLength : own == null ? 0 : Trial.fromJson(own).training().length();
        if (length < 0) {
            throw new UsageException("--train-length is " + length + ", but must be 1 or more.");
        }
        try (HfModelDirectory directory = HfModelDirectory.load(model)) {
            return new ProbedModel(ModelSnapshot.of(directory.config(), directory.weights()),
                    new ProbeSubject(directory.config(), dataJson, tokenizer(model, tokenizer, dataJson), length));
        }
    }

    private static String ownTrial(Path model) throws IOException {
        Path file = model.resolve(ResultsDirectory.TRIAL_JSON);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        String json = Files.readString(file);
        try {
            Trial.fromJson(json);
        } catch (IllegalArgumentException e) {
            throw new UsageException(file + " is damaged: " + e.getMessage());
        }
        return json;
    }

    private static TokenizerChoice tokenizer(Path model, String asked, String dataJson) throws IOException {
        if (BYTES.equals(asked)) {
            return TokenizerChoice.bytes();
        }
        if (asked != null) {
            if (!Files.isRegularFile(Path.of(asked))) {
                throw new UsageException("--tokenizer is " + asked + ", but must be bytes or a tokenizer.json.");
            }
            return TokenizerChoice.ofFile(Path.of(asked));
        }
        return TokenizerChoice.of(model, dataJson == null ? null : Trial.fromJson(dataJson).data());
    }
}
