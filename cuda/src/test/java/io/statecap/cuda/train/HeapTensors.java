package io.statecap.cuda.train;

import io.statecap.model.HeapParameters;
import io.statecap.model.io.ElementType;
import io.statecap.model.io.Shape;
import io.statecap.model.io.TensorSource;
import java.util.Set;

/** Parameters in memory as a checkpoint. */
record HeapTensors(HeapParameters parameters) implements TensorSource {

    @Override
    public String description() {
        return "parameters in memory";
    }

    @Override
    public Set<String> names() {
        return parameters.names();
    }

    @Override
    public Shape shape(String name) {
        return parameters.shape(name);
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
