package io.statecap.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tensors spread over several files of one directory, safetensors or PyTorch's, by an index ({@code weight_map}: name
 * to file).
 */
public final class ShardedTensors implements TensorSource {

    private static final int LARGEST_INDEX = 1 << 24;

    private interface Opener {
        TensorSource open(Path file) throws IOException;
    }

    private final Path index;
    private final Map<String, TensorSource> shards;
    private final Map<String, TensorSource> tensors;

    private ShardedTensors(Path index, Map<String, TensorSource> shards, Map<String, TensorSource> tensors) {
        this.index = index;
        this.shards = shards;
        this.tensors = tensors;
    }

    /**
     * Opens the index and every safetensors file beside it that it names.
     *
     * @throws CheckpointFormatException also where index and shards disagree about a tensor
     */
    public static ShardedTensors safetensors(Path index) throws IOException {
        return open(index, ".safetensors", SafetensorsFile::open);
    }

    /** Opens the index and every file saved by PyTorch beside it that it names; errors as {@link #safetensors}. */
    public static ShardedTensors torch(Path index) throws IOException {
        return open(index, ".bin", TorchCheckpoint::open);
    }

    private static ShardedTensors open(Path index, String ending, Opener opener) throws IOException {
        Map<String, TensorSource> shards = new LinkedHashMap<>();
        try {
            Map<String, TensorSource> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : weightMap(index).properties()) {
                TensorSource shard = shard(index, entry.getKey(), entry.getValue(), ending, opener, shards);
                if (!shard.names().contains(entry.getKey())) {
                    throw new CheckpointFormatException(index + ": tensor " + Quote.of(entry.getKey())
                            + " is not in " + shard.description());
                }
                tensors.put(entry.getKey(), shard);
            }
            for (TensorSource shard : shards.values()) {
                for (String name : shard.names()) {
                    if (tensors.get(name) != shard) {
                        throw new CheckpointFormatException(shard.description() + " has a tensor " + Quote.of(name)
                                + " that " + index.getFileName() + " does not place there");
                    }
                }
            }
            return new ShardedTensors(index, shards, Collections.unmodifiableMap(tensors));
        } catch (IOException | RuntimeException e) {
            closeAll(shards);
            throw e;
        }
    }

    private static JsonNode weightMap(Path index) throws IOException {
        JsonNode map = JsonFiles.read(index, LARGEST_INDEX).path("weight_map");
        if (!map.isObject()) {
            throw new CheckpointFormatException(index + " has no weight_map, an object of tensor names to files");
        }
        return map;
    }

    private static TensorSource shard(Path index, String tensor, JsonNode file, String ending, Opener opener,
                                      Map<String, TensorSource> open) throws IOException {
        String name = file.isTextual() ? file.textValue() : "";
        // A plain name: neither a path out of the directory nor a device.
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*" + Pattern.quote(ending))) {
            throw new CheckpointFormatException(index + ": weight_map " + Quote.of(tensor) + ": "
                    + Quote.of(file.asText()) + " is not allowed, only NAME" + ending + " in the same directory");
        }
        TensorSource shard = open.get(name);
        if (shard == null) {
            shard = opener.open(index.resolveSibling(name));
            open.put(name, shard);
        }
        return shard;
    }

    @Override
    public String description() {
        return index.toString();
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public Shape shape(String name) throws CheckpointFormatException {
        return shard(name).shape(name);
    }

    @Override
    public ElementType elementType(String name) throws CheckpointFormatException {
        return shard(name).elementType(name);
    }

    @Override
    public void read(String name, long from, float[] target, int offset, int count) throws IOException {
        shard(name).read(name, from, target, offset, count);
    }

    private TensorSource shard(String name) throws CheckpointFormatException {
        TensorSource shard = tensors.get(name);
        if (shard == null) {
            throw new CheckpointFormatException(index + " has no tensor " + Quote.of(name));
        }
        return shard;
    }

    @Override
    public void close() throws IOException {
        closeAll(shards);
    }

    private static void closeAll(Map<String, TensorSource> shards) throws IOException {
        IOException failure = null;
        for (TensorSource shard : shards.values()) {
            try {
                shard.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
