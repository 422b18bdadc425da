package io.statecap.jobs.results.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FSDataOutputStream;

/** The checksum beside a kept model's weights, in the form that {@code sha256sum -c} reads. */
public final class ModelSeal {

    static final String WEIGHTS = "model.safetensors";
    static final String CHECKSUM = WEIGHTS + ".sha256";

    private ModelSeal() {}

    /** Writes weights and their checksum into a kept model's folder. */
    public static void write(AtomicFiles files, org.apache.hadoop.fs.Path folder, AtomicFiles.Content weights)
            throws IOException {
        org.apache.hadoop.fs.Path checksum = new org.apache.hadoop.fs.Path(folder, CHECKSUM);
        // That of earlier weights: without one, weights are not checked.
        files.delete(checksum);
        MessageDigest digest = DigestUtils.getSha256Digest();
        files.write(new org.apache.hadoop.fs.Path(folder, WEIGHTS), out -> {
            FSDataOutputStream digested = new FSDataOutputStream(new DigestOutputStream(out, digest), null);
            weights.writeTo(digested);
            digested.flush();
        });
        files.writeText(checksum, HexFormat.of().formatHex(digest.digest()) + "  " + WEIGHTS + "\n");
    }

    /**
     * Compares a model directory's weights with the checksum beside them, where there is one.
     *
     * @throws StorageException if they are not what was written
     */
    public static void require(Path folder) throws IOException {
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
