package io.statecap.jobs.results;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.results.files.AtomicFiles;
import io.statecap.jobs.results.files.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.function.IOConsumer;
import org.apache.hadoop.fs.FSDataOutputStream;

/** The models that trials of a results directory keep, each a model directory under its trial's id. */
public final class KeptModels {

    /** File of a kept model's folder with the configuration of its trial. */
    public static final String TRIAL_JSON = "trial.json";

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    /** Beside the weights, in the form that {@code sha256sum -c} reads. */
    private static final String CHECKSUM = WEIGHTS + ".sha256";

    private final AtomicFiles files;
    private final org.apache.hadoop.fs.Path folder;

    KeptModels(AtomicFiles files, org.apache.hadoop.fs.Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /** The folder of a kept model, a model directory once its weights are in it. */
    public org.apache.hadoop.fs.Path folder(String trialId) {
        return new org.apache.hadoop.fs.Path(folder, ResultsDirectory.checkedId(trialId));
    }

    /** Whether a model of that trial is kept. */
    public boolean has(String trialId) throws IOException {
        return files.exists(file(trialId, WEIGHTS));
    }

    private org.apache.hadoop.fs.Path file(String trialId, String name) {
        return new org.apache.hadoop.fs.Path(folder(trialId), name);
    }

    /** Keeps a trained model: its trial and its configuration first, then its weights, then their checksum. */
    public void write(String trialId, String trialJson, String configJson, IOConsumer<FSDataOutputStream> weights)
            throws IOException {
        files.writeText(file(trialId, TRIAL_JSON), trialJson);
        files.writeText(file(trialId, CONFIG), configJson);
        // That of earlier weights: without one, weights are not checked.
        files.delete(file(trialId, CHECKSUM));
        MessageDigest digest = DigestUtils.getSha256Digest();
        files.write(file(trialId, WEIGHTS), out -> {
            FSDataOutputStream digested = new FSDataOutputStream(new DigestOutputStream(out, digest), null);
            weights.accept(digested);
            digested.flush();
        });
        files.writeText(file(trialId, CHECKSUM), HexFormat.of().formatHex(digest.digest()) + "  " + WEIGHTS + "\n");
    }

    /** Puts another file beside a kept model. */
    public void writeFile(String trialId, String name, IOConsumer<FSDataOutputStream> content) throws IOException {
        files.write(file(trialId, name), content);
    }

    /**
     * The model directory that a path on the command line means: the path itself, or, where it is the results directory
     * of {@code train}, the one model that it keeps.
     *
     * @throws UsageException if the results directory keeps several models
     */
    public static Path directory(Path given) throws IOException {
        Path kept = given.resolve("checkpoints").resolve("models");
        if (Files.exists(given.resolve(CONFIG)) || !Files.isDirectory(kept)) {
            return given;
        }
        try (Stream<Path> folders = Files.list(kept)) {
            List<Path> models = folders.filter(folder -> Files.exists(folder.resolve(CONFIG))).sorted().toList();
            if (models.size() > 1) {
                throw new UsageException(given + " keeps " + models.size() + " models: name one of them, such as "
                        + models.get(0) + ".");
            }
            return models.isEmpty() ? given : models.get(0);
        }
    }

    /**
     * Compares a model directory's weights with the checksum beside them, where there is one.
     *
     * @throws StorageException if they are not what was written
     */
    public static void requireWhole(Path folder) throws IOException {
        Path checksum = folder.resolve(CHECKSUM);
        Path weights = folder.resolve(WEIGHTS);
        if (!Files.isRegularFile(checksum) || !Files.isRegularFile(weights)) {
            return;
        }
        String found;
        try (InputStream in = Files.newInputStream(weights)) {
            found = DigestUtils.sha256Hex(in) + "  " + WEIGHTS;
        }
        if (!found.equals(Files.readString(checksum, StandardCharsets.ISO_8859_1).strip())) {
            throw new StorageException(weights + " is damaged: it does not match " + CHECKSUM + " beside it;"
                    + " delete its folder and train the model again with --overwrite");
        }
    }
}
