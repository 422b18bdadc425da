package io.statecap.model.io;

import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.nio.ByteBuffer;
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
     * @param source has the parameters of {@code config}, named as in {@link ParameterNames}
     */
    public static String of(Mamba2Config config, TensorSource source) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer bytes = ByteBuffer.allocate(TensorSource.BLOCK * Float.BYTES);
        for (var parameter : ParameterShapes.of(config).entrySet()) {
            digest.update((parameter.getKey() + parameter.getValue()).getBytes(StandardCharsets.UTF_8));
            source.blocks(parameter.getKey(), (from, values, count) -> {
                bytes.clear().asFloatBuffer().put(values, 0, count);
                digest.update(bytes.array(), 0, count * Float.BYTES);
            });
        }
        // Groups and heads do not follow from the shapes alone.
        digest.update((config.headDim() + " " + config.groups()).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
