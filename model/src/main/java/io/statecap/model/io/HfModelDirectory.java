package io.statecap.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.model.Mamba2Config;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A model as a directory: {@code config.json} with the fields of HF transformers or of the state-spaces repository, and
 * weights as {@code model.safetensors} or {@code pytorch_model.bin}, or as shards of either. Saved as transformers'
 * {@code Mamba2ForCausalLM} loads it.
 *
 * @param config  configuration of the model; the vocabulary includes padding
 * @param weights exactly its parameters, named as in {@link ParameterNames}; open until {@link #close}
 */
public record HfModelDirectory(Mamba2Config config, TensorSource weights) implements AutoCloseable {

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String TORCH = "pytorch_model.bin";
    private static final String TORCH_INDEX = "pytorch_model.bin.index.json";
    private static final int LARGEST_CONFIG = 1 << 20;

    /**
     * Opens a directory. Nothing is read of the weights but their names and shapes.
     *
     * @throws CheckpointFormatException where a file is missing or damaged, a setting is not supported, or the
     *     weights are not those of the configuration
     */
    public static HfModelDirectory load(Path directory) throws IOException {
        Path file = directory.resolve(CONFIG);
        JsonNode json = JsonFiles.read(file, LARGEST_CONFIG);
        Mamba2Config config = StateSpacesConfig.looksLike(json)
                ? StateSpacesConfig.read(file.toString(), json) : HfConfig.read(file.toString(), json);
        TensorSource source = open(directory);
        try {
            return new HfModelDirectory(config, ModelWeights.of(config, source));
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** In the order in which transformers looks for them. */
    private static TensorSource open(Path directory) throws IOException {
        if (Files.exists(directory.resolve(WEIGHTS))) {
            return SafetensorsFile.open(directory.resolve(WEIGHTS));
        }
        if (Files.exists(directory.resolve(INDEX))) {
            return ShardedTensors.safetensors(directory.resolve(INDEX));
        }
        if (Files.exists(directory.resolve(TORCH))) {
            return TorchCheckpoint.open(directory.resolve(TORCH));
        }
        if (Files.exists(directory.resolve(TORCH_INDEX))) {
            return ShardedTensors.torch(directory.resolve(TORCH_INDEX));
        }
        throw new CheckpointFormatException(directory + " has no weights; " + WEIGHTS + ", " + INDEX + ", " + TORCH
                + " or " + TORCH_INDEX + " is needed");
    }

    /**
     * Writes {@code config.json} and {@code model.safetensors} (F32) into a directory, which is made if need be. Each
     * file appears whole, the configuration last. Equal models give equal bytes.
     *
     * @throws CheckpointFormatException where the weights are not those of the configuration
     */
    public static void save(Path directory, Mamba2Config config, TensorSource weights) throws IOException {
        ModelWeights parameters = ModelWeights.of(config, weights);
        // Transformers requires this entry.
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        for (String name : parameters.names()) {
            writer.floats(name, parameters.shape(name),
                    (from, target, count) -> parameters.read(name, from, target, 0, count));
        }
        Files.createDirectories(directory);
        replace(directory.resolve(WEIGHTS), writer::writeTo);
        byte[] json = HfConfig.write(config);
        replace(directory.resolve(CONFIG), out -> out.write(json));
    }

    /** The bytes of the {@code config.json} that {@link #save} writes, for directories that are no local folders. */
    public static byte[] configJson(Mamba2Config config) throws IOException {
        return HfConfig.write(config);
    }

    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    private static void replace(Path file, Content content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                content.write(out);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public void close() throws IOException {
        weights.close();
    }
}
