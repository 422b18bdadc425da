package io.statecap.model;

import io.statecap.model.io.Shape;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.util.Map;

/** All parameters of a model, or a moment of each, by name; wherever they are kept. */
public interface ParameterStore extends ParameterReader {

    /** In the order of {@link io.statecap.model.io.Parameter}. */
    Map<String, Shape> shapes();

    /** Copies {@code count} elements of {@code source} over those from element {@code from} on. */
    void write(String name, long from, float[] source, int offset, int count);

    /** Number of elements of a parameter. */
    default long size(String name) {
        return shapes().get(name).elements();
    }

    /** The parameters as a source, not a copy. */
    default TensorSource source() {
        return TensorSource.of("model in memory", shapes(), this);
    }

    /**
     * Overwrites all parameters by those of a source.
     *
     * @param prefix before each parameter's name in the source
     * @throws IOException if the source lacks a parameter or has it in another shape
     */
    default void copyFrom(TensorSource source, String prefix) throws IOException {
        for (Map.Entry<String, Shape> parameter : shapes().entrySet()) {
            String name = prefix + parameter.getKey();
            if (!source.shape(name).equals(parameter.getValue())) {
                throw new IOException(source.description() + ": tensor " + name + " has shape " + source.shape(name)
                        + "; the configuration needs " + parameter.getValue());
            }
            source.blocks(name, (from, values, count) -> write(parameter.getKey(), from, values, 0, count));
        }
    }
}
