package io.statecap.jobs.engine;

import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2Config;
import io.statecap.model.cpu.CpuEngine;
import io.statecap.model.engine.DeviceException;
import io.statecap.model.engine.EngineProvider;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.Precision;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.io.TensorSource;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.io.InputStream;

/**
 * Devices that compute on the CPU, for as long as a test asks for them: a machine with GPUs as the rest of the program
 * sees one.
 */
public final class FakeDevices implements EngineProvider {

    /** System property: how many devices there are. */
    public static final String DEVICES = "statecap.test.devices";
    /** System property: number of the device that fails whatever is started on it. */
    public static final String BROKEN = "statecap.test.devices.broken";
    /** Memory of each. */
    public static final long BYTES = 1L << 30;
    /** Operations a second of the reference. */
    public static final double RATE = 1e9;

    /** Made by {@link java.util.ServiceLoader}. */
    public FakeDevices() {}

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public int devices() {
        return Integer.getInteger(DEVICES, 0);
    }

    @Override
    public String found() {
        return "no GPU can be used here: looked for made-up devices";
    }

    @Override
    public String device(int device) {
        return "Made-up device " + device;
    }

    @Override
    public long deviceBytes(int device) {
        return BYTES;
    }

    @Override
    public long trainingBytes(Mamba2Config model, TrainingSettings training, Precision precision, boolean recompute) {
        return BYTES / (recompute ? 8 : 4);
    }

    @Override
    public Reference reference() {
        return new Reference("Made-up reference", BYTES);
    }

    @Override
    public double referenceRate(Mamba2Config model, TrainingSettings training, Precision precision, boolean recompute) {
        return RATE;
    }

    @Override
    public ModelEngine engine(int device, Precision precision) {
        return new Engine(device, precision, Integer.getInteger(BROKEN, -1) == device);
    }

    private record Engine(int number, Precision precision, boolean broken) implements ModelEngine {

        private static final CpuEngine CPU = new CpuEngine();

        private CpuEngine working() {
            if (broken) {
                throw new DeviceException("device " + number + " fell off the bus");
            }
            return CPU;
        }

        @Override
        public String name() {
            return "cuda";
        }

        @Override
        public String device() {
            return "Made-up device " + number;
        }

        @Override
        public TrainingRun start(Mamba2Config model, TrainingSettings training, TokenSource source,
                                 Resources resources) {
            return working().start(model, training, source, resources);
        }

        @Override
        public TrainingRun start(Mamba2Config model, TensorSource weights, TrainingSettings training,
                                 TokenSource source, Resources resources) throws IOException {
            return working().start(model, weights, training, source, resources);
        }

        @Override
        public TrainingRun resume(Mamba2Config model, TrainingSettings training, TokenSource source,
                                  Resources resources, InputStream checkpoint) throws IOException {
            return working().resume(model, training, source, resources, checkpoint);
        }

        @Override
        public FrozenModel model(Mamba2Config model, TensorSource weights) throws IOException {
            return working().model(model, weights);
        }

        @Override
        public void close() {}
    }
}
