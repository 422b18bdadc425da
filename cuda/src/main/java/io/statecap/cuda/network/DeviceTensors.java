package io.statecap.cuda.network;

import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Stream;
import io.statecap.model.ParameterReader;
import io.statecap.model.io.ElementType;
import io.statecap.model.io.Shape;
import io.statecap.model.io.TensorSource;
import java.util.Set;

/** Parameters on the device as the source of a checkpoint. Closing it closes nothing. */
public record DeviceTensors(Gpu gpu, ParameterReader reader, ParameterLayout layout) implements TensorSource {

    /** @param stream copies them when they are read */
    public DeviceTensors(Gpu gpu, DeviceWeights weights, Stream stream) {
        this(gpu, new HostCopy(stream).reader(weights.layout(), weights.floats()), weights.layout());
    }

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
