package io.statecap.cuda.network;

import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Stream;
import io.statecap.model.ParameterReader;
import io.statecap.model.io.TensorSource;

/** Parameters on the device as a source of tensors. */
public final class DeviceTensors {

    private DeviceTensors() {}

    /** @param stream copies them when they are read */
    public static TensorSource of(Gpu gpu, DeviceWeights weights, Stream stream) {
        ParameterReader reader = new HostCopy(stream).reader(weights.layout(), weights.floats());
        return TensorSource.of("model on a GPU", weights.layout().shapes(), (name, from, target, offset, count) -> {
            gpu.use();
            reader.read(name, from, target, offset, count);
        });
    }
}
