package io.statecap.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model as a directory: {@code config.json} with the fields of HF transformers or of the state-spaces repository, and
 * weights as {@code model.safetensors} or {@code pytorch_model.bin}, or as shards of either.
 *
 * @param config  configuration of the model; the vocabulary includes padding
 * @param weights exactly its parameters, named as in {@link Parameter}; open until {@link #close}
 */
public record HfModelDirectory(Mamba2Config config, TensorSource weights) implements AutoCloseable {

    private static final String CONFIG = "config.json";
    private static final String SAFETENSORS = "model.safetensors";
    private static final String TORCH = "pytorch_model.bin";
    private static final String INDEX = ".index.json";

    /**
     * Opens a directory. Nothing is read of the weights but their names and shapes.
     *
     * @throws ModelFormatException where a file is missing or damaged, a setting is not supported, or the
     *     weights are not those of the configuration
     */
    public static HfModelDirectory load(Path directory) throws IOException {
        Path file = directory.resolve(CONFIG);
        JsonNode json = ModelJson.read(file);
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
        for (String weights : new String[] {SAFETENSORS, TORCH}) {
            TensorSource.Opener opener = weights.equals(TORCH) ? TorchFile::open : SafetensorsFile::open;
            if (Files.exists(directory.resolve(weights))) {
                return opener.open(directory.resolve(weights));
            }
            Path index = directory.resolve(weights + INDEX);
            if (Files.exists(index)) {
                return ShardedTensors.open(index, weights.substring(weights.indexOf('.')), opener);
            }
        }
        throw new ModelFormatException(directory + " has no weights; " + SAFETENSORS + ", " + SAFETENSORS + INDEX
                + ", " + TORCH + " or " + TORCH + INDEX + " is needed");
    }

    /**
     * The {@code model.safetensors} (F32) of a model, as transformers' {@code Mamba2ForCausalLM} loads it. Equal models
     * give equal bytes.
     *
     * @throws ModelFormatException where the weights are not those of the configuration
     */
    public static SafetensorsWriter weightsFile(Mamba2Config config, TensorSource weights) throws IOException {
        // Transformers requires this entry.
        return new SafetensorsWriter().metadata("format", "pt").add("", ModelWeights.of(config, weights));
    }

    /** The {@code config.json} that goes with {@link #weightsFile}. */
    public static byte[] configJson(Mamba2Config config) throws IOException {
        return HfConfig.write(config);
    }

    @Override
    public void close() throws IOException {
        weights.close();
    }
}
