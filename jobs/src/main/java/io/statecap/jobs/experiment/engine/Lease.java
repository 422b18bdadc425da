package io.statecap.jobs.experiment.engine;

import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.EngineProvider;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.Precision;
import io.statecap.model.train.TrainingSettings;
import java.util.function.Consumer;

/** An engine for one trial, and its place on a device, which others may have when this is closed. */
public final class Lease implements AutoCloseable {

    private final ModelEngine engine;
    private final EngineProvider provider;
    private final int device;
    private final Consumer<Boolean> returned;
    private boolean deviceFailed;

    private Lease(ModelEngine engine, EngineProvider provider, int device, Consumer<Boolean> returned) {
        this.engine = engine;
        this.provider = provider;
        this.device = device;
        this.returned = returned;
    }

    /** An engine that needs no device. */
    public static Lease of(ModelEngine engine) {
        return new Lease(engine, null, -1, failed -> { });
    }

    /** @param returned called with whether the device failed */
    static Lease on(EngineProvider provider, int device, Precision precision, Consumer<Boolean> returned) {
        try {
            return new Lease(provider.engine(device, precision), provider, device, returned);
        } catch (RuntimeException | LinkageError e) {
            returned.accept(true);
            throw e;
        }
    }

    public ModelEngine engine() {
        return engine;
    }

    /** Whether it computes on a device with memory of its own. */
    public boolean onDevice() {
        return provider != null;
    }

    /** Memory of the device, bytes. */
    public long deviceBytes() {
        return provider.deviceBytes(device);
    }

    /** Memory of the device that a training needs, bytes. */
    public long trainingBytes(Mamba2Config model, TrainingSettings training, boolean recompute) {
        return provider.trainingBytes(model, training, engine.precision(), recompute);
    }

    /** The device failed what it was leased for. */
    public void deviceFailed() {
        deviceFailed = true;
    }

    @Override
    public void close() {
        try {
            engine.close();
        } finally {
            returned.accept(deviceFailed);
        }
    }
}
