package io.statecap.model.io;

import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Identifies a model by its content. */
public final class ModelHash {

    private ModelHash() {}

    /**
     * SHA-256 of sizes and parameters in float32, in hexadecimal: equal for equal models, independent of the files that
     * they were read from.
     *
     * @param source has the parameters of {@code config}, named as in {@link Parameter}
     */
    public static String of(Mamba2Config config, TensorSource source) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        for (var parameter : Parameter.shapes(config).entrySet()) {
            digest.update((parameter.getKey() + parameter.getValue()).getBytes(StandardCharsets.UTF_8));
            source.update(digest, parameter.getKey());
        }
        // Groups and heads do not follow from the shapes alone.
        digest.update((config.headDim() + " " + config.groups()).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }
}
