package io.statecap.model.io;

import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the parameters of a configuration in a source that may have other names. */
final class ModelWeights {

    /** Begins every name but the head's. */
    private static final String BACKBONE = "backbone.";
    /** The state-spaces name of {@link Parameter#EMBEDDINGS}. */
    private static final String STATE_SPACES_EMBEDDING = "backbone.embedding.weight";

    private ModelWeights() {}

    /**
     * Exactly the parameters of a configuration, under the names of {@link Parameter}. Checks that the source has
     * every one in its shape as floating-point numbers, and nothing else. A head in the file of a tied model is allowed
     * where it equals the embedding, and ignored. Closing the result closes the source.
     */
    static TensorSource of(Mamba2Config config, TensorSource source) throws IOException {
        Map<String, Tensor> found = new LinkedHashMap<>();
        int prefix = commonPrefix(source.names()).length();
        for (String name : source.names()) {
            String plain = name.substring(prefix);
            found.put(plain.equals(STATE_SPACES_EMBEDDING) ? Parameter.EMBEDDINGS.key() : plain, source.tensor(name));
        }
        // Checked first: shapes for billions of layers would fill the memory.
        if (config.layers() > source.names().size()) {
            throw error(source, "has " + source.names().size() + " tensors, too few for " + config.layers()
                    + " layers");
        }
        Map<String, Shape> shapes = Parameter.shapes(config);
        refuse(source, shapes.keySet(), found.keySet(), "lacks ", " that the configuration asks for: ");
        Map<String, Shape> known = new LinkedHashMap<>(shapes);
        known.putIfAbsent(Parameter.HEAD.key(), shapes.get(Parameter.EMBEDDINGS.key()));
        refuse(source, found.keySet(), known.keySet(), "has ", " that no parameter of the configuration is called: ");
        for (Map.Entry<String, Tensor> tensor : found.entrySet()) {
            Shape expected = known.get(tensor.getKey());
            if (!tensor.getValue().shape().equals(expected) || !tensor.getValue().type().floating()) {
                throw error(source, "has tensor " + Quote.of(tensor.getKey()) + " in shape " + tensor.getValue().shape()
                        + "; the configuration asks for " + expected + ", of floating-point numbers");
            }
        }
        if (config.tied() && found.containsKey(Parameter.HEAD.key())) {
            checkHeadIsEmbedding(new TensorSource(source.description(), found, source));
            found.remove(Parameter.HEAD.key());
        }
        return new TensorSource(source.description(), found, source);
    }

    /** What wrappers such as {@code _orig_mod.} and {@code module.} put before every name; usually nothing. */
    private static String commonPrefix(Set<String> names) {
        String prefix = names.stream().filter(name -> name.contains(BACKBONE)).findFirst()
                .map(name -> name.substring(0, name.indexOf(BACKBONE))).orElse("");
        return names.stream().allMatch(name -> name.startsWith(prefix)) ? prefix : "";
    }

    private static ModelFormatException error(TensorSource source, String message) {
        return new ModelFormatException(source.description() + " " + message);
    }

    /** Refuses those of {@code names} that are not {@code expected}. */
    private static void refuse(TensorSource source, Set<String> names, Set<String> expected, String verb, String why)
            throws ModelFormatException {
        List<String> others = names.stream().filter(name -> !expected.contains(name)).toList();
        if (!others.isEmpty()) {
            throw error(source, verb + (others.size() == 1 ? "a tensor" : others.size() + " tensors") + why
                    + others.stream().limit(3).map(Quote::of).collect(Collectors.joining(", "))
                    + (others.size() > 3 ? ", …" : ""));
        }
    }

    private static void checkHeadIsEmbedding(TensorSource source) throws IOException {
        float[] head = new float[TensorSource.BLOCK];
        source.blocks(Parameter.EMBEDDINGS.key(), (from, embedding, count) -> {
            source.read(Parameter.HEAD.key(), from, head, 0, count);
            int at = Arrays.mismatch(embedding, 0, count, head, 0, count);
            if (at >= 0) {
                throw error(source, "has head " + head[at] + " and embedding " + embedding[at] + " at element "
                        + (from + at) + "; they must be equal where the configuration ties them");
            }
        });
    }
}
