package io.statecap.model;

import io.statecap.model.io.ParameterShapes;
import io.statecap.model.io.Shape;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Set;

/** Parameters in plain arrays, for engines that keep theirs elsewhere: nothing here needs ND4J. */
public final class HeapParameters implements ParameterStore, Serializable {

    private static final long serialVersionUID = 1L;

    private final Mamba2Config config;
    private final LinkedHashMap<String, float[]> arrays = new LinkedHashMap<>();

    /** Zeros. */
    public HeapParameters(Mamba2Config config) {
        this.config = config;
        ParameterShapes.of(config).forEach((name, shape) ->
                arrays.put(name, new float[Math.toIntExact(shape.elements())]));
    }

    /** Those of a source, which has them all. */
    public static HeapParameters copyOf(Mamba2Config config, TensorSource source) throws IOException {
        HeapParameters copy = new HeapParameters(config);
        for (var array : copy.arrays.entrySet()) {
            source.read(array.getKey(), array.getValue());
        }
        return copy;
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

    /** Sizes of the model that they are of. */
    public Mamba2Config config() {
        return config;
    }

    /** The parameters as a source: not a copy. */
    public TensorSource source() {
        return new ParameterTensors(config, this);
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(arrays.keySet());
    }

    @Override
    public Shape shape(String name) {
        return ParameterShapes.of(config).get(name);
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
