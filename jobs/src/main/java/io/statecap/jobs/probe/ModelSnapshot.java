package io.statecap.jobs.probe;

import io.statecap.model.Mamba2Config;
import io.statecap.model.Parameters;
import io.statecap.model.io.ParameterShapes;
import io.statecap.model.io.TensorSource;
import io.statecap.model.kernel.Ops;
import io.statecap.model.network.Weights;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model's parameters on the heap, as they travel to executors. */
public final class ModelSnapshot implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int BLOCK = 1 << 20;

    private final Mamba2Config config;
    private final LinkedHashMap<String, float[]> values;

    private ModelSnapshot(Mamba2Config config, LinkedHashMap<String, float[]> values) {
        this.config = config;
        this.values = values;
    }

    /** Copies the parameters of a model. */
    public static ModelSnapshot of(Mamba2Config config, TensorSource source) throws IOException {
        LinkedHashMap<String, float[]> values = new LinkedHashMap<>();
        for (var entry : ParameterShapes.of(config).entrySet()) {
            float[] copy = new float[Math.toIntExact(entry.getValue().elements())];
            source.read(entry.getKey(), copy);
            values.put(entry.getKey(), copy);
        }
        return new ModelSnapshot(config, values);
    }

    /** Likewise. */
    public static ModelSnapshot of(Mamba2Config config, Parameters parameters) {
        LinkedHashMap<String, float[]> values = new LinkedHashMap<>();
        parameters.names().forEach(name -> values.put(name, parameters.read(name)));
        return new ModelSnapshot(config, values);
    }

    public Mamba2Config config() {
        return config;
    }

    /** The parameters in the kernels' layout. */
    public Weights weights() {
        try (Parameters parameters = Parameters.zeros(config)) {
            values.forEach((name, array) -> parameters.write(name, 0, array, 0, array.length));
            Weights weights = new Weights(Ops.best(), config, false);
            weights.refresh(parameters);
            return weights;
        }
    }

    /** SHA-256 of sizes and parameters, in hexadecimal: equal for equal models, whatever file they came from. */
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer bytes = ByteBuffer.allocate(BLOCK * Float.BYTES);
            for (Map.Entry<String, float[]> parameter : values.entrySet()) {
                digest.update((parameter.getKey() + ParameterShapes.of(config).get(parameter.getKey()))
                        .getBytes(StandardCharsets.UTF_8));
                float[] array = parameter.getValue();
                for (int from = 0; from < array.length; from += BLOCK) {
                    int count = Math.min(BLOCK, array.length - from);
                    bytes.clear().asFloatBuffer().put(array, from, count);
                    digest.update(bytes.array(), 0, count * Float.BYTES);
                }
            }
            // Groups and heads do not follow from the shapes alone.
            digest.update((config.headDim() + " " + config.groups()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
