package io.statecap.model;

import io.statecap.model.io.Parameter;
import io.statecap.model.io.Shape;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parameters in plain arrays, for engines that keep theirs elsewhere: nothing here needs ND4J.
 *
 * @param arrays by name; used, not copied; each at least as long as its shape says
 */
public record HeapParameters(Map<String, Shape> shapes, Map<String, float[]> arrays)
        implements ParameterStore, Serializable {

    /** Zeros. */
    public HeapParameters(Mamba2Config config) {
        this(Parameter.shapes(config), new LinkedHashMap<>());
        shapes.forEach((name, shape) -> arrays.put(name, new float[Math.toIntExact(shape.elements())]));
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
    public void read(String name, long from, float[] target, int offset, int count) {
        System.arraycopy(get(name), Math.toIntExact(from), target, offset, count);
    }

    @Override
    public void write(String name, long from, float[] source, int offset, int count) {
        System.arraycopy(source, offset, get(name), Math.toIntExact(from), count);
    }
}
