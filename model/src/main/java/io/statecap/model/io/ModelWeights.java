package io.statecap.model.io;

import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Exactly the parameters of a configuration, under the names of {@link ParameterNames}, also where the source has
 * other names. Closing it closes the source.
 */
final class ModelWeights implements TensorSource {

    /** Begins every name but the head's. */
    private static final String BACKBONE = "backbone.";
    /** The state-spaces name of {@link ParameterNames#EMBEDDINGS}. */
    private static final String STATE_SPACES_EMBEDDING = "backbone.embedding.weight";

    private static final int COMPARED_AT_A_TIME = 1 << 16;

    private final TensorSource source;
    private final Map<String, String> sourceNames;

    private ModelWeights(TensorSource source, Map<String, String> sourceNames) {
        this.source = source;
        this.sourceNames = sourceNames;
    }

    /**
     * Checks that the source has every parameter in its shape as floating-point numbers, and nothing else. A head in
     * the file of a tied model is allowed where it equals the embedding, and ignored.
     */
    static ModelWeights of(Mamba2Config config, TensorSource source) throws IOException {
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
        checkComplete(source, shapes.keySet(), sourceNames.keySet());
        boolean headIsCopy = config.tied() && sourceNames.containsKey(ParameterNames.HEAD);
        checkNothingElse(source, shapes.keySet(), sourceNames.keySet(), headIsCopy);
        Map<String, String> kept = new LinkedHashMap<>();
        for (Map.Entry<String, Shape> expected : shapes.entrySet()) {
            String name = sourceNames.get(expected.getKey());
            checkTensor(source, name, expected.getValue());
            kept.put(expected.getKey(), name);
        }
        if (headIsCopy) {
            String head = sourceNames.get(ParameterNames.HEAD);
            checkTensor(source, head, shapes.get(ParameterNames.EMBEDDINGS));
            checkEqual(source, kept.get(ParameterNames.EMBEDDINGS), head);
        }
        return new ModelWeights(source, Collections.unmodifiableMap(kept));
    }

    /** What wrappers such as {@code _orig_mod.} and {@code module.} put before every name; usually nothing. */
    private static String commonPrefix(Set<String> names) {
        String prefix = names.stream().filter(name -> name.contains(BACKBONE)).findFirst()
                .map(name -> name.substring(0, name.indexOf(BACKBONE))).orElse("");
        return names.stream().allMatch(name -> name.startsWith(prefix)) ? prefix : "";
    }

    private static CheckpointFormatException error(TensorSource source, String message) {
        return new CheckpointFormatException(source.description() + " " + message);
    }

    private static void checkComplete(TensorSource source, Set<String> needed, Set<String> given)
            throws CheckpointFormatException {
        List<String> missing = needed.stream().filter(name -> !given.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw error(source, "lacks " + count(missing) + " that the configuration asks for: " + list(missing));
        }
    }

    private static void checkNothingElse(TensorSource source, Set<String> needed, Set<String> given,
                                         boolean headAllowed) throws CheckpointFormatException {
        List<String> extra = given.stream().filter(name -> !needed.contains(name))
                .filter(name -> !(headAllowed && name.equals(ParameterNames.HEAD))).toList();
        if (!extra.isEmpty()) {
            throw error(source, "has " + count(extra) + " that no parameter of the configuration is called: "
                    + list(extra));
        }
    }

    private static String count(List<String> names) {
        return names.size() == 1 ? "a tensor" : names.size() + " tensors";
    }

    private static String list(List<String> names) {
        int shown = Math.min(3, names.size());
        return String.join(", ", names.subList(0, shown).stream().map(Quote::of).toList())
                + (names.size() > shown ? ", …" : "");
    }

    private static void checkTensor(TensorSource source, String name, Shape expected)
            throws CheckpointFormatException {
        if (!source.shape(name).equals(expected)) {
            throw error(source, "has tensor " + Quote.of(name) + " in shape " + source.shape(name)
                    + "; the configuration asks for " + expected);
        }
        if (!source.elementType(name).floating()) {
            throw error(source, "has tensor " + Quote.of(name) + " as " + source.elementType(name)
                    + "; F64, F32, F16 or BF16 is needed");
        }
    }

    private static void checkEqual(TensorSource source, String embedding, String head) throws IOException {
        float[] left = new float[COMPARED_AT_A_TIME];
        float[] right = new float[COMPARED_AT_A_TIME];
        long elements = source.shape(head).elements();
        for (long from = 0; from < elements; from += COMPARED_AT_A_TIME) {
            int count = (int) Math.min(COMPARED_AT_A_TIME, elements - from);
            source.read(embedding, from, left, 0, count);
            source.read(head, from, right, 0, count);
            for (int i = 0; i < count; i++) {
                if (Float.floatToRawIntBits(left[i]) != Float.floatToRawIntBits(right[i])) {
                    throw error(source, "has " + head + " " + right[i] + " and " + embedding + " " + left[i]
                            + " at element " + (from + i)
                            + "; they must be equal where the configuration ties them");
                }
            }
        }
    }

    @Override
    public String description() {
        return source.description();
    }

    @Override
    public Set<String> names() {
        return sourceNames.keySet();
    }

    @Override
    public Shape shape(String name) throws CheckpointFormatException {
        return source.shape(sourceName(name));
    }

    @Override
    public ElementType elementType(String name) throws CheckpointFormatException {
        return source.elementType(sourceName(name));
    }

    @Override
    public void read(String name, long from, float[] target, int offset, int count) throws IOException {
        source.read(sourceName(name), from, target, offset, count);
    }

    private String sourceName(String name) throws CheckpointFormatException {
        String sourceName = sourceNames.get(name);
        if (sourceName == null) {
            throw error(source, "has no parameter " + Quote.of(name));
        }
        return sourceName;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
