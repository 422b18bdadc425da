package io.statecap.jobs.experiment.pretrained;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.results.KeptModels;
import io.statecap.model.Mamba2Config;
import io.statecap.model.io.HfModelDirectory;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/** A checkpoint on this machine, opened: its sizes, its weights and, where it has one, its tokenizer. */
public final class PretrainedModel implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    static final String VOCABULARY = "vocabulary";

    private static final String TOKENIZER = "tokenizer.json";
    private static final int FINGERPRINT_DIGITS = 32;

    private final Path folder;
    private final HfModelDirectory directory;

    private PretrainedModel(Path folder, HfModelDirectory directory) {
        this.folder = folder;
        this.directory = directory;
    }

    /**
     * Opens a model directory, or the results directory of {@code train}.
     *
     * @throws io.statecap.model.io.ModelFormatException where it is missing, damaged or not supported
     */
    public static PretrainedModel open(Path path) throws IOException {
        Path folder = KeptModels.directory(path);
        KeptModels.requireWhole(folder);
        return new PretrainedModel(folder, HfModelDirectory.load(folder));
    }

    /**
     * Opens the checkpoint of a trial.
     *
     * @throws UsageException if it is not there, or another one
     */
    public static PretrainedModel of(Trial trial) throws IOException {
        Path path = trial.pretrainedPath();
        PretrainedModel model;
        try {
            model = open(path);
        } catch (IOException e) {
            throw new UsageException("cannot read the checkpoint: " + e.getMessage());
        }
        try {
            model.require(trial);
            return model;
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** The fingerprint tells the sizes as well. */
    private void require(Trial trial) throws IOException {
        String expected = trial.pretrained().weights();
        String fingerprint = expected.isEmpty() ? "" : fingerprint();
        if (!expected.equals(fingerprint)) {
            throw new UsageException("the checkpoint in " + folder + " is " + fingerprint
                    + ", but this trial is of " + expected);
        }
    }

    /** What decides a model's weights, by the names of the configuration; the vocabulary is that of the data. */
    private static ObjectNode sizes(Mamba2Config config) {
        ObjectNode sizes = JSON.valueToTree(config);
        return sizes.without(List.of("initA", "initDt"));
    }

    /** The checkpoint's sizes, by the names of the configuration. */
    ObjectNode sizes() {
        return sizes(directory.config());
    }

    /** The parameters, named as in {@link io.statecap.model.io.Parameter}; open until {@link #close}. */
    public TensorSource weights() {
        return directory.weights();
    }

    /** Its {@code tokenizer.json}; empty if it has none. */
    public static Optional<Path> tokenizer(Path path) throws IOException {
        Path file = KeptModels.directory(path).resolve(TOKENIZER);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /**
     * Names all that a trial takes from here: equal for equal weights, sizes and {@code tokenizer.json}, whatever the
     * layout and the path. Reads all weights.
     *
     * @return 32 hexadecimal digits
     */
    String fingerprint() throws IOException {
        MessageDigest digest = DigestUtils.getSha256Digest();
        digest.update(directory.hash().getBytes(StandardCharsets.UTF_8));
        Optional<Path> tokenizer = tokenizer(folder);
        if (tokenizer.isPresent()) {
            digest.update(Files.readAllBytes(tokenizer.get()));
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, FINGERPRINT_DIGITS);
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}
