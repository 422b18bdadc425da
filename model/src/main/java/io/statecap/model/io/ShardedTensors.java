package io.statecap.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Tensors spread over several files of one directory by an index ({@code weight_map}: name to file). */
final class ShardedTensors {

    private ShardedTensors() {}

    /**
     * Opens the index and every file beside it that it names.
     *
     * @param ending of the files' names
     * @param opener opens one of them
     * @throws ModelFormatException also where index and shards disagree about a tensor
     */
    static TensorSource open(Path index, String ending, TensorSource.Opener opener) throws IOException {
        JsonNode map = ModelJson.read(index).path("weight_map");
        if (!map.isObject()) {
            throw new ModelFormatException(index + " has no weight_map, an object of tensor names to files");
        }
        Map<String, TensorSource> shards = new LinkedHashMap<>();
        try {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : map.properties()) {
                String name = entry.getKey();
                String file = fileName(index, name, entry.getValue(), ending);
                if (!shards.containsKey(file)) {
                    shards.put(file, opener.open(index.resolveSibling(file)));
                }
                if (!shards.get(file).names().contains(name)) {
                    throw new ModelFormatException(index + ": tensor " + Quote.of(name) + " is not in "
                            + shards.get(file).description());
                }
                tensors.put(name, shards.get(file).tensor(name));
            }
            for (TensorSource shard : shards.values()) {
                for (String name : shard.names()) {
                    if (tensors.get(name) != shard.tensor(name)) {
                        throw new ModelFormatException(shard.description() + " has a tensor " + Quote.of(name)
                                + " that " + index.getFileName() + " does not place there");
                    }
                }
            }
            return new TensorSource(index.toString(), tensors, () -> close(shards.values()));
        } catch (IOException | RuntimeException e) {
            close(shards.values());
            throw e;
        }
    }

    private static String fileName(Path index, String tensor, JsonNode file, String ending)
            throws ModelFormatException {
        String name = file.isTextual() ? file.textValue() : "";
        // A plain name: neither a path out of the directory nor a device.
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*" + Pattern.quote(ending))) {
            throw new ModelFormatException(index + ": weight_map " + Quote.of(tensor) + ": "
                    + Quote.of(file.asText()) + " is not allowed, only NAME" + ending + " in the same directory");
        }
        return name;
    }

    private static void close(Collection<TensorSource> shards) throws IOException {
        for (TensorSource shard : shards) {
            shard.close();
        }
    }
}
