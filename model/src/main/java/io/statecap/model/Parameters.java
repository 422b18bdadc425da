package io.statecap.model;

import io.statecap.model.io.Parameter;
import io.statecap.model.io.Shape;
import io.statecap.model.nd4j.OffHeapFloats;
import java.util.LinkedHashMap;
import java.util.Map;
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
        OffHeapFloats.read(get(name), from, target, offset, count);
    }

    @Override
    public void write(String name, long from, float[] source, int offset, int count) {
        OffHeapFloats.write(get(name), from, source, offset, count);
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
