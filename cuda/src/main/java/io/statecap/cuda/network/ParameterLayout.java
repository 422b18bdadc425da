package io.statecap.cuda.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.io.Parameter;
import io.statecap.model.io.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where each parameter lies in one array of all: those that decay first, each row-major, with zeros between them up to
 * the next multiple of {@link #ALIGNMENT} elements.
 */
public final class ParameterLayout {

    /** Elements; 128 bytes of bf16. */
    private static final int ALIGNMENT = 64;

    private final Map<String, Long> offsets = new LinkedHashMap<>();
    private final Map<String, Shape> shapes;
    private final long decayed;
    private final long elements;

    public ParameterLayout(Mamba2Config config) {
        shapes = Parameter.shapes(config);
        decayed = add(true, 0);
        elements = add(false, decayed);
    }

    private long add(boolean matrices, long from) {
        long at = from;
        for (var entry : shapes.entrySet()) {
            if (entry.getValue().rank() >= 2 == matrices) {
                offsets.put(entry.getKey(), at);
                at += (entry.getValue().elements() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            }
        }
        return at;
    }

    /** Parameters and their shapes. */
    public Map<String, Shape> shapes() {
        return shapes;
    }

    /** First element of a parameter. */
    public long offset(String name) {
        return offsets.get(name);
    }

    /** Elements at the start that weight decay acts on. */
    public long decayed() {
        return decayed;
    }

    /** All elements. */
    public long elements() {
        return elements;
    }
}
