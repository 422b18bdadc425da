package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.corpus.TokenizerFile;
import io.statecap.jobs.results.KeptModels;
import io.statecap.jobs.results.files.HadoopSettings;
import io.statecap.model.HeapParameters;
import io.statecap.model.engine.StartStates;
import io.statecap.model.io.HfModelDirectory;
import io.statecap.model.probe.Slice;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;

/**
 * A model of the verb {@code probe}, as it travels to executors.
 *
 * @param parameters on the heap
 * @param hash       {@link HfModelDirectory#hash} of them
 * @param subject    what else is known of it
 */
public record ProbedModel(HeapParameters parameters, String hash, ProbeSubject subject) implements Serializable {

    private static final int KEY_DIGITS = 16;

    /** Names the results of a probe: equal for equal weights and equal requests on equal data. */
    public String key(ProbePlan.Request request) {
        return DigestUtils.sha256Hex(hash + "\n" + request.canonical() + "\n" + subject.dataId() + "\n"
                + subject.trainLength() + "\n" + (subject.tokenizer() == null ? "" : subject.tokenizer().hash()))
                .substring(0, KEY_DIGITS);
    }

    /**
     * Finds out about a model. One that a trial kept brings its configuration along ({@link KeptModels#TRIAL_JSON}):
     * its data and training length are known. Of any other they are what the command line says.
     *
     * @param given       model directory, or a results directory that keeps one model
     * @param data        configuration whose data, of its first trial, to probe on; null for the model's own
     * @param trainLength training length; null for the model's own
     * @param tokenizer   {@code bytes} or a file; null for the model's own
     * @throws UsageException if any of these is not what it should be
     */
    public static ProbedModel read(Path given, Path data, Integer trainLength, String tokenizer,
                                   Configuration hadoop) throws IOException {
        Path model = KeptModels.directory(given);
        KeptModels.requireWhole(model);
        Trial own = ownTrial(model);
        Trial ofData = data == null ? own : ConfigReader.read(data).trials().get(0);
        int length = trainLength != null ? trainLength : own == null ? 0 : own.training().length();
        if (length < 0) {
            throw new UsageException("--train-length is " + length + ", but must be 1 or more.");
        }
        DataSettings known = ofData == null ? null : ofData.data();
        List<Slice> slices = ofData == null ? List.of(Slice.ALL) : ofData.probe().slices();
        try (HfModelDirectory directory = HfModelDirectory.load(model)) {
            HeapParameters parameters = new HeapParameters(directory.config());
            parameters.copyFrom(directory.weights(), "");
            return new ProbedModel(parameters, directory.hash(),
                    new ProbeSubject(directory.config(), known, slices, ofData == null ? "" : ofData.trialId(),
                            tokenizer(model, tokenizer, known, hadoop), length, new HadoopSettings(hadoop),
                            StartStates.EMPTY));
        }
    }

    private static Trial ownTrial(Path model) throws IOException {
        Path file = model.resolve(KeptModels.TRIAL_JSON);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try {
            return Trial.fromJson(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new UsageException(file + " is damaged: " + e.getMessage());
        }
    }

    private static TokenizerFile tokenizer(Path model, String asked, DataSettings data, Configuration hadoop)
            throws IOException {
        if (TokenizerFile.BYTES.equals(asked)) {
            return TokenizerFile.bytes();
        }
        if (asked != null) {
            if (!Files.isRegularFile(Path.of(asked))) {
                throw new UsageException("--tokenizer is " + asked + ", but must be bytes or a tokenizer.json.");
            }
            return TokenizerFile.json(Path.of(asked));
        }
        return ProbeSubject.tokenizer(model, data, hadoop);
    }
}
