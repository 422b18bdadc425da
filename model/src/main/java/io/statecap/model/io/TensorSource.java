package io.statecap.model.io;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;

/**
 * Named tensors that are read on demand, so that weights are never held twice. Reading is thread-safe.
 * Every method that takes a name throws {@link CheckpointFormatException} where there is no such tensor.
 */
public interface TensorSource extends Closeable {

    /** Name of the source in messages: its file or directory. */
    String description();

    /** Unmodifiable; in the order of the file. */
    Set<String> names();

    Shape shape(String name) throws CheckpointFormatException;

    ElementType elementType(String name) throws CheckpointFormatException;

    /**
     * Reads {@code count} elements from element {@code from} (row-major) into {@code target} at {@code offset},
     * each rounded to float.
     *
     * @throws CheckpointFormatException for a tensor of integers
     * @throws IndexOutOfBoundsException where tensor or target has no such range
     */
    void read(String name, long from, float[] target, int offset, int count) throws IOException;

    /**
     * Reads a whole tensor into an array of exactly its size.
     *
     * @throws CheckpointFormatException for another size, or a tensor of integers
     */
    default void read(String name, float[] target) throws IOException {
        Shape shape = shape(name);
        if (shape.elements() != target.length) {
            throw new CheckpointFormatException(description() + ": tensor " + Quote.of(name) + " has shape " + shape
                    + ", " + shape.elements() + " elements; " + target.length + " are needed");
        }
        read(name, 0, target, 0, target.length);
    }
}
