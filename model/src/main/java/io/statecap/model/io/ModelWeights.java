package io.statecap.model.io;

import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the parameters of a configuration in a source that may have other names. */
final class ModelWeights {

    /** Begins every name but the head's. */
    private static final String BACKBONE = "backbone.";
    /** The state-spaces name of {@link ParameterNames#EMBEDDINGS}. */
    private static final String STATE_SPACES_EMBEDDING = "backbone.embedding.weight";

    private ModelWeights() {}

    /**
     * Exactly the parameters of a configuration, under the names of {@link ParameterNames}. Checks that the source has
     * every one in its shape as floating-point numbers, and nothing else. A head in the file of a tied model is allowed
     * where it equals the embedding, and ignored. Closing the result closes the source.
     */
    static TensorSource of(Mamba2Config config, TensorSource source) throws IOException {
        Map<String, String> sourceNames = new LinkedHashMap<>();
        int prefix = commonPrefix(source.names()).length();
        for (String name : source.names()) {
            String plain = name.substring(prefix);
            String canonical = plain.equals(STATE_SPACES_EMBEDDING) ? ParameterNames.EMBEDDINGS : plain;
            if (sourceNames.put(canonical, name) != null) {
                throw error(source, "has both " + ParameterNames.EMBEDDINGS + " and " + STATE_SPACES_EMBEDDING
                        + "; one is allowed");
            }
        }
        // Checked first: shapes for billions of layers would fill the memory.
        if (config.layers() > source.names().size()) {
            throw error(source, "has " + source.names().size() + " tensors, too few for " + config.layers()
                    + " layers");
        }
        Map<String, Shape> shapes = ParameterShapes.of(config);
        refuse(source, shapes.keySet(), sourceNames.keySet(), "lacks ", " that the configuration asks for: ");
        Set<String> known = new HashSet<>(shapes.keySet());
        known.add(ParameterNames.HEAD);
        refuse(source, sourceNames.keySet(), known, "has ", " that no parameter of the configuration is called: ");
        Map<String, Tensor> kept = new LinkedHashMap<>();
        for (Map.Entry<String, Shape> expected : shapes.entrySet()) {
            kept.put(expected.getKey(), checked(source, sourceNames.get(expected.getKey()), expected.getValue()));
        }
        if (config.tied() && sourceNames.containsKey(ParameterNames.HEAD)) {
            String head = sourceNames.get(ParameterNames.HEAD);
            checked(source, head, shapes.get(ParameterNames.EMBEDDINGS));
            checkEqual(source, sourceNames.get(ParameterNames.EMBEDDINGS), head);
        }
        return new TensorSource(source.description(), kept, source);
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

    private static Tensor checked(TensorSource source, String name, Shape expected) throws ModelFormatException {
        Tensor tensor = source.tensor(name);
        if (!tensor.shape().equals(expected)) {
            throw error(source, "has tensor " + Quote.of(name) + " in shape " + tensor.shape()
                    + "; the configuration asks for " + expected);
        }
        if (!tensor.type().floating()) {
            throw error(source, "has tensor " + Quote.of(name) + " as " + tensor.type()
                    + "; F64, F32, F16 or BF16 is needed");
        }
        return tensor;
    }

    private static void checkEqual(TensorSource source, String embedding, String head) throws IOException {
        float[] right = new float[TensorSource.BLOCK];
        source.blocks(embedding, (from, left, count) -> {
            source.read(head, from, right, 0, count);
            int at = Arrays.mismatch(left, 0, count, right, 0, count);
            if (at >= 0) {
                throw error(source, "has " + head + " " + right[at] + " and " + embedding + " " + left[at]
                        + " at element " + (from + at) + "; they must be equal where the configuration ties them");
            }
        });
    }
}
