package io.statecap.model;

import io.statecap.model.io.ParameterShapes;
import io.statecap.model.io.Shape;
import io.statecap.model.io.TensorSource;
import io.statecap.model.nd4j.OffHeapFloats;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One float32 ND4J array for each parameter of a model, under its HF name, in {@link ParameterShapes}' order. Holds
 * the weights, or an optimiser's moments. Arrays are row-major and off heap, and freed by {@link #close}.
 */
public final class Parameters implements ParameterReader, AutoCloseable {

    /** Floats copied at a time from a checkpoint. */
    private static final int COPY = 1 << 20;

    private final Map<String, INDArray> arrays;

    private Parameters(Map<String, INDArray> arrays) {
        this.arrays = arrays;
    }

    /** Zeros, in the shapes of the configuration's parameters. */
    public static Parameters zeros(Mamba2Config config) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        ParameterShapes.of(config).forEach((name, shape) ->
                arrays.put(name, Nd4j.create(DataType.FLOAT, dimensions(shape))));
        return new Parameters(arrays);
    }

    private static long[] dimensions(Shape shape) {
        return shape.dimensions().stream().mapToLong(Long::longValue).toArray();
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(arrays.keySet());
    }

    /** The array itself, not a copy. */
    public INDArray get(String name) {
        INDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("there is no parameter " + name);
        }
        return array;
    }

    /** Number of elements of a parameter. */
    public long size(String name) {
        return get(name).length();
    }

    @Override
    public void read(String name, long from, float[] target, int offset, int count) {
        OffHeapFloats.read(get(name), from, target, offset, count);
    }

    /** Copies {@code count} elements of {@code source} over those from element {@code from} on. */
    public void write(String name, long from, float[] source, int offset, int count) {
        OffHeapFloats.write(get(name), from, source, offset, count);
    }

    /**
     * Overwrites all parameters by those of a source.
     *
     * @param prefix before each parameter's name in the source
     * @throws IOException if the source lacks a parameter or has it in another shape
     */
    public void copyFrom(TensorSource source, String prefix) throws IOException {
        long largest = arrays.values().stream().mapToLong(INDArray::length).max().orElse(0);
        float[] buffer = new float[(int) Math.min(COPY, largest)];
        for (var entry : arrays.entrySet()) {
            String name = prefix + entry.getKey();
            Shape needed = Shape.of(entry.getValue().shape());
            if (!source.shape(name).equals(needed)) {
                throw new IOException(source.description() + ": tensor " + name + " has shape " + source.shape(name)
                        + "; the configuration needs " + needed);
            }
            for (long at = 0; at < needed.elements(); at += buffer.length) {
                int count = (int) Math.min(buffer.length, needed.elements() - at);
                source.read(name, at, buffer, 0, count);
                write(entry.getKey(), at, buffer, 0, count);
            }
        }
    }

    /** A copy of a whole parameter. */
    public float[] read(String name) {
        float[] copy = new float[Math.toIntExact(size(name))];
        read(name, 0, copy, 0, copy.length);
        return copy;
    }

    @Override
    public void close() {
        arrays.values().forEach(INDArray::close);
    }
}
