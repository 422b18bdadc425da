package io.statecap.model.train;

import io.statecap.model.Mamba2Config;
import io.statecap.model.Parameters;
import io.statecap.model.io.ParameterShapes;
import io.statecap.model.io.SafetensorsFile;
import io.statecap.model.io.SafetensorsWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/**
 * A training's state as one safetensors file: weights under their HF names, AdamW's moments under
 * {@code optimizer.m.…} and {@code optimizer.v.…}, the step and what identifies the training in the header. The data
 * cursor is the step, and nothing random happens after initialisation, so there is no more to keep.
 */
final class TrainingCheckpoint {

    private static final String FIRST = "optimizer.m.";
    private static final String SECOND = "optimizer.v.";
    private static final int COPY = 1 << 20;

    private TrainingCheckpoint() {}

    static void write(OutputStream out, Mamba2Config config, TrainingSettings settings, Parameters weights,
                      AdamW optimizer, long step) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata("format", "statecap-training-1")
                .metadata("config", config.toString())
                .metadata("training", settings.toString())
                .metadata("step", Long.toString(step));
        add(writer, config, "", weights);
        add(writer, config, FIRST, optimizer.firstMoments());
        add(writer, config, SECOND, optimizer.secondMoments());
        writer.writeTo(out);
    }

    private static void add(SafetensorsWriter writer, Mamba2Config config, String prefix, Parameters parameters) {
        ParameterShapes.of(config).forEach((name, shape) -> writer.floats(prefix + name, shape,
                (from, target, count) -> parameters.read(name, from, target, 0, count)));
    }

    /**
     * Fills weights and moments.
     *
     * @return the step
     * @throws IOException if this is not a checkpoint of the same model and training
     */
    static long read(InputStream in, Mamba2Config config, TrainingSettings settings, Parameters weights,
                     AdamW optimizer) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.read(in, "training checkpoint")) {
            Map<String, String> metadata = file.metadata();
            expect(metadata, "format", "statecap-training-1");
            expect(metadata, "config", config.toString());
            expect(metadata, "training", settings.toString());
            long step = Long.parseLong(metadata.get("step"));
            copy(file, config, "", weights);
            copy(file, config, FIRST, optimizer.firstMoments());
            copy(file, config, SECOND, optimizer.secondMoments());
            return step;
        } catch (NumberFormatException e) {
            throw new IOException("training checkpoint: the step is not a number", e);
        }
    }

    private static void expect(Map<String, String> metadata, String key, String wanted) throws IOException {
        if (!wanted.equals(metadata.get(key))) {
            throw new IOException("training checkpoint: " + key + " is " + metadata.get(key)
                    + "; this training needs " + wanted);
        }
    }

    private static void copy(SafetensorsFile file, Mamba2Config config, String prefix, Parameters into)
            throws IOException {
        float[] buffer = new float[COPY];
        for (var entry : ParameterShapes.of(config).entrySet()) {
            String name = entry.getKey();
            if (!file.shape(prefix + name).equals(entry.getValue())) {
                throw new IOException("training checkpoint: tensor " + prefix + name + " has shape "
                        + file.shape(prefix + name) + "; this training needs " + entry.getValue());
            }
            long size = entry.getValue().elements();
            for (long at = 0; at < size; at += COPY) {
                int count = (int) Math.min(COPY, size - at);
                file.read(prefix + name, at, buffer, 0, count);
                into.write(name, at, buffer, 0, count);
            }
        }
    }
}
