package io.statecap.model;

import io.statecap.model.io.ParameterShapes;
import io.statecap.model.io.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Parameters in plain arrays, for engines that keep theirs elsewhere: nothing here needs ND4J. */
public final class HeapParameters implements ParameterStore {

    private final Map<String, Shape> shapes;
    private final Map<String, float[]> arrays = new LinkedHashMap<>();

    /** Zeros. */
    public HeapParameters(Mamba2Config config) {
        shapes = ParameterShapes.of(config);
        shapes.forEach((name, shape) -> arrays.put(name, new float[Math.toIntExact(shape.elements())]));
    }

    /** The parameters that {@link Mamba2#initialise} draws. */
    public static HeapParameters initialise(Mamba2Config config, long seed) {
        HeapParameters parameters = new HeapParameters(config);
        new Initialisation(config, seed).fill(parameters);
        return parameters;
    }

    /** The array itself. */
    public float[] get(String name) {
        return arrays.get(name);
    }

    @Override
    public Set<String> names() {
        return shapes.keySet();
    }

    @Override
    public Shape shape(String name) {
        return shapes.get(name);
    }

    @Override
    public void read(String name, long from, float[] target, int offset, int count) {
        System.arraycopy(arrays.get(name), Math.toIntExact(from), target, offset, count);
    }

    @Override
    public void write(String name, long from, float[] source, int offset, int count) {
        System.arraycopy(source, offset, arrays.get(name), Math.toIntExact(from), count);
    }
}
