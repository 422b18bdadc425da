package io.statecap.model.engine;

import io.statecap.model.Mamba2Config;
import io.statecap.model.train.TrainingSettings;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A kind of engine that runs on devices, found by {@link ServiceLoader}. Its methods but {@link #engine} never throw,
 * whether or not there is a device, a driver or a library.
 */
public interface EngineProvider {

    /** As in {@code execution.engine} and in the column {@code engine}, for example {@code cuda}. */
    String name();

    /** Devices that can be used; 0 without driver or libraries. */
    int devices();

    /** One sentence: what was looked for, where, and what was found. */
    String found();

    /** The device's name by its maker; {@code device} from 0 to {@link #devices} − 1. */
    String device(int device);

    /** Memory of a device, bytes: all of it. */
    long deviceBytes(int device);

    /**
     * Device memory that a training needs, bytes, from sizes alone; computed without a device.
     *
     * @param recompute as in {@link ModelEngine.Resources}
     */
    long trainingBytes(Mamba2Config model, TrainingSettings training, Precision precision, boolean recompute);

    /**
     * A device that training was timed on, for plans made where there is none.
     *
     * @param name  by its maker
     * @param bytes its memory
     */
    record Reference(String name, long bytes) {}

    /** The device that {@link #referenceRate} is of. */
    Reference reference();

    /**
     * Operations a second that trainings, as many as keep the device of {@link #reference} busy, do together: an
     * estimate between sizes that were measured. A step counts as three forward passes by
     * {@link io.statecap.model.CostEstimate#forwardFlops}, whatever is recomputed.
     */
    double referenceRate(Mamba2Config model, TrainingSettings training, Precision precision, boolean recompute);

    /**
     * An engine on one device. Several may share it, each with its own streams.
     *
     * @param device from 0 to {@link #devices} − 1
     * @throws DeviceException if the device cannot be opened
     */
    ModelEngine engine(int device, Precision precision);

    /** All providers on the class path, in no particular order. */
    static List<EngineProvider> all() {
        return ServiceLoader.load(EngineProvider.class, EngineProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get).toList();
    }

    /** The provider of that name, if it is on the class path. */
    static Optional<EngineProvider> named(String name) {
        return all().stream().filter(provider -> provider.name().equals(name)).findFirst();
    }
}
