package io.statecap.model;

import io.statecap.model.io.Parameter;
import io.statecap.model.io.Shape;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters in plain arrays, for engines that keep theirs elsewhere: nothing here needs ND4J. */
public final class HeapParameters implements ParameterStore, Serializable {

    private static final long serialVersionUID = 1L;

    private final Map<String, Shape> shapes;
    private final Map<String, float[]> arrays;

    /** Zeros. */
    public HeapParameters(Mamba2Config config) {
        this(Parameter.shapes(config), new LinkedHashMap<>());
        shapes.forEach((name, shape) -> arrays.put(name, new float[Math.toIntExact(shape.elements())]));
    }

    /** @param arrays used, not copied; each at least as long as its shape says */
    public HeapParameters(Map<String, Shape> shapes, Map<String, float[]> arrays) {
        this.shapes = shapes;
        this.arrays = arrays;
    }

    /** The parameters that {@link Mamba2#initialise} draws. */
    public static HeapParameters initialise(Mamba2Config config, long seed) {
        HeapParameters parameters = new HeapParameters(config);
        Initialisation.fill(parameters, config, seed);
        return parameters;
    }

    /** The array itself. */
    public float[] get(String name) {
        return arrays.get(name);
    }

    @Override
    public Map<String, Shape> shapes() {
        return shapes;
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
