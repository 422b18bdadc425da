package io.statecap.model;

import io.statecap.model.io.Shape;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.util.Set;

/** All parameters of a model, or a moment of each, by name; wherever they are kept. */
public interface ParameterStore extends ParameterReader {

    /** In the order of {@link io.statecap.model.io.ParameterShapes}. */
    Set<String> names();

    Shape shape(String name);

    /** Copies {@code count} elements of {@code source} over those from element {@code from} on. */
    void write(String name, long from, float[] source, int offset, int count);

    /** Number of elements of a parameter. */
    default long size(String name) {
        return shape(name).elements();
    }

    /**
     * Overwrites all parameters by those of a source.
     *
     * @param prefix before each parameter's name in the source
     * @throws IOException if the source lacks a parameter or has it in another shape
     */
    default void copyFrom(TensorSource source, String prefix) throws IOException {
        for (String name : names()) {
            Shape needed = shape(name);
            if (!source.shape(prefix + name).equals(needed)) {
                throw new IOException(source.description() + ": tensor " + prefix + name + " has shape "
                        + source.shape(prefix + name) + "; the configuration needs " + needed);
            }
            source.blocks(prefix + name, (from, values, count) -> write(name, from, values, 0, count));
        }
    }
}
