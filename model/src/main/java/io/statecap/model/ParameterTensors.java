package io.statecap.model;

import io.statecap.model.io.ElementType;
import io.statecap.model.io.ParameterShapes;
import io.statecap.model.io.Shape;
import io.statecap.model.io.TensorSource;
import java.util.Map;
import java.util.Set;

/** A model's parameters as the source of a checkpoint. Closing it closes nothing. */
final class ParameterTensors implements TensorSource {

    private final ParameterStore parameters;
    private final Map<String, Shape> shapes;

    ParameterTensors(Mamba2Config config, ParameterStore parameters) {
        this.parameters = parameters;
        this.shapes = ParameterShapes.of(config);
    }

    @Override
    public String description() {
        return "model in memory";
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
    public ElementType elementType(String name) {
        return ElementType.F32;
    }

    @Override
    public void read(String name, long from, float[] target, int offset, int count) {
        parameters.read(name, from, target, offset, count);
    }

    @Override
    public void close() {}
}
