package io.statecap.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.model.Mamba2Config;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

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
        Mamba2Config config = ConfigFile.read(JsonFields.read(directory.resolve(CONFIG)));
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
            if (Files.exists(directory.resolve(weights))) {
                return openFile(directory.resolve(weights));
            }
            Path index = directory.resolve(weights + INDEX);
            if (Files.exists(index)) {
                return shards(index, weights.substring(weights.indexOf('.')));
            }
        }
        throw new ModelFormatException(directory + " has no weights; " + SAFETENSORS + ", " + SAFETENSORS + INDEX
                + ", " + TORCH + " or " + TORCH + INDEX + " is needed");
    }

    private static TensorSource openFile(Path weights) throws IOException {
        return weights.toString().endsWith(".bin") ? TorchFile.open(weights) : SafetensorsFile.open(weights);
    }

    /** Tensors spread over several files of one directory by an index ({@code weight_map}: name to file). */
    private static TensorSource shards(Path index, String ending) throws IOException {
        JsonNode map = JsonFields.read(index).object().path("weight_map");
        if (!map.isObject()) {
            throw new ModelFormatException(index + " has no weight_map, an object of tensor names to files");
        }
        Map<String, TensorSource> shards = new LinkedHashMap<>();
        Closeable all = () -> {
            for (TensorSource shard : shards.values()) {
                shard.close();
            }
        };
        try {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : map.properties()) {
                String file = entry.getValue().asText();
                // A plain name: neither a path out of the directory nor a device.
                if (!file.matches("[A-Za-z0-9_][A-Za-z0-9._-]*" + Pattern.quote(ending))) {
                    throw new ModelFormatException(index + ": weight_map " + Quote.of(entry.getKey()) + ": "
                            + Quote.of(file) + " is not allowed, only NAME" + ending + " in the same directory");
                }
                if (!shards.containsKey(file)) {
                    shards.put(file, openFile(index.resolveSibling(file)));
                }
                tensors.put(entry.getKey(), shards.get(file).tensor(entry.getKey()));
            }
            return new TensorSource(index.toString(), tensors, all);
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
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
        return ConfigFile.write(config);
    }

    /**
     * SHA-256 of sizes and parameters in float32, in hexadecimal: equal for equal models, independent of the files that
     * they were read from.
     */
    public String hash() throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        for (var parameter : Parameter.shapes(config).entrySet()) {
            digest.update((parameter.getKey() + parameter.getValue()).getBytes(StandardCharsets.UTF_8));
            weights.update(digest, parameter.getKey());
        }
        // Groups and heads do not follow from the shapes alone.
        digest.update((config.headDim() + " " + config.groups()).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        weights.close();
    }
}
