package io.statecap.model;

import io.statecap.model.io.Parameter;
import io.statecap.model.io.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One float32 ND4J array for each parameter of a model, under its HF name, in {@link Parameter}' order. Holds
 * the weights, or an optimiser's moments. Arrays are row-major and off heap, and freed by {@link #close}.
 */
public final class Parameters implements ParameterStore, AutoCloseable {

    private final Map<String, Shape> shapes;
    private final Map<String, INDArray> arrays = new LinkedHashMap<>();

    private Parameters(Map<String, Shape> shapes) {
        this.shapes = shapes;
        shapes.forEach((name, shape) -> arrays.put(name, Nd4j.create(DataType.FLOAT,
                shape.dimensions().stream().mapToLong(Long::longValue).toArray())));
    }

    /** Zeros, in the shapes of the configuration's parameters. */
    public static Parameters zeros(Mamba2Config config) {
        return new Parameters(Parameter.shapes(config));
    }

    @Override
    public Map<String, Shape> shapes() {
        return shapes;
    }

    /** The array itself, not a copy. */
    public INDArray get(String name) {
        INDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("there is no parameter " + name);
        }
        return array;
    }

    @Override
    public void read(String name, long from, float[] target, int offset, int count) {
        read(get(name), from, target, offset, count);
    }

    @Override
    public void write(String name, long from, float[] source, int offset, int count) {
        write(get(name), from, source, offset, count);
    }

    /** Copies {@code count} elements of a float32 array that is row-major and no view, from element {@code from} on. */
    public static void read(INDArray array, long from, float[] target, int offset, int count) {
        pointer(array, from).get(target, offset, count);
    }

    /**
     * Copies {@code count} elements of {@code source} over those from element {@code from} on of such an array.
     * No array of the whole size is needed on the heap.
     */
    public static void write(INDArray array, long from, float[] source, int offset, int count) {
        pointer(array, from).put(source, offset, count);
    }

    private static FloatPointer pointer(INDArray array, long position) {
        // A new pointer: that of the array is shared between threads and has a position.
        FloatPointer shared = (FloatPointer) array.data().pointer();
        FloatPointer own = new FloatPointer(shared);
        own.position(shared.position() + position);
        return own;
    }

    /** A copy of a whole parameter. */
    public float[] read(String name) {
        float[] copy = new float[Math.toIntExact(get(name).length())];
        read(name, 0, copy, 0, copy.length);
        return copy;
    }

    @Override
    public void close() {
        arrays.values().forEach(INDArray::close);
    }
}
