package io.statecap.model.io;

import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes model directories for tests. */
public final class ModelDirectories {

    private ModelDirectories() {}

    /** Writes {@code config.json} and {@code model.safetensors} into a directory, which is made if need be. */
    public static Path save(Path directory, Mamba2Config config, TensorSource weights) throws IOException {
        SafetensorsWriter writer = HfModelDirectory.weightsFile(config, weights);
        Files.createDirectories(directory);
        try (OutputStream out = Files.newOutputStream(directory.resolve("model.safetensors"))) {
            writer.writeTo(out);
        }
        return Files.write(directory.resolve("config.json"), HfModelDirectory.configJson(config)).getParent();
    }

    /** A freshly initialised model. */
    public static Path initialise(Path directory, Mamba2Config config, long seed) throws IOException {
        try (Mamba2 model = Mamba2.initialise(config, seed)) {
            return save(directory, config, model.parameters().source());
        }
    }
}
