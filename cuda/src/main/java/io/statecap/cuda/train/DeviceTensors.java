package io.statecap.cuda.train;

import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.network.ParameterLayout;
import io.statecap.model.ParameterReader;
import io.statecap.model.io.ElementType;
import io.statecap.model.io.Shape;
import io.statecap.model.io.TensorSource;
import java.util.Set;

/** Parameters on the device as the source of a checkpoint. Closing it closes nothing. */
record DeviceTensors(Gpu gpu, ParameterReader reader, ParameterLayout layout) implements TensorSource {

    @Override
    public String description() {
        return "model on a GPU";
    }

    @Override
    public Set<String> names() {
        return layout.shapes().keySet();
    }

    @Override
    public Shape shape(String name) {
        return layout.shapes().get(name);
    }

    @Override
    public ElementType elementType(String name) {
        return ElementType.F32;
    }

    @Override
    public void read(String name, long from, float[] target, int offset, int count) {
        gpu.use();
        reader.read(name, from, target, offset, count);
    }

    @Override
    public void close() {}
}
