package io.statecap.cuda.train;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.read.CudaModel;
import io.statecap.datasets.TokenSource;
import io.statecap.model.HeapParameters;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.Precision;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.io.TensorSource;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Trains and reads on one GPU, which other engines may share. */
public final class CudaEngine implements ModelEngine {

    /** The column {@code engine} of its trials. */
    public static final String NAME = "cuda";

    private final Gpu gpu;
    private final Precision precision;
    private final Arithmetic arithmetic;

    /** @throws io.statecap.model.engine.DeviceException if the device cannot be opened */
    public CudaEngine(int device, Precision precision) {
        gpu = Gpu.open(device);
        this.precision = precision;
        arithmetic = arithmetic(precision);
    }

    static Arithmetic arithmetic(Precision precision) {
        return Arithmetic.valueOf(precision.name());
    }

    /** Engine and precision as a training checkpoint names them. */
    static String text(Arithmetic arithmetic) {
        return NAME + " " + Precision.valueOf(arithmetic.name()).text();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String device() {
        return gpu.name();
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public TrainingRun start(Mamba2Config model, TrainingSettings training, TokenSource source, Resources resources) {
        gpu.use();
        return CudaTraining.start(gpu, arithmetic, model, HeapParameters.initialise(model, training.seed()), training,
                source, resources.recompute());
    }

    @Override
    public TrainingRun start(Mamba2Config model, TensorSource weights, TrainingSettings training, TokenSource source,
                             Resources resources) throws IOException {
        gpu.use();
        HeapParameters given = new HeapParameters(model);
        given.copyFrom(weights, "");
        return CudaTraining.start(gpu, arithmetic, model, given, training, source, resources.recompute());
    }

    @Override
    public TrainingRun resume(Mamba2Config model, TrainingSettings training, TokenSource source, Resources resources,
                              InputStream checkpoint) throws IOException {
        gpu.use();
        return CudaTraining.resume(gpu, arithmetic, model, training, source, resources.recompute(), checkpoint);
    }

    @Override
    public FrozenModel model(Mamba2Config model, TensorSource weights) throws IOException {
        gpu.use();
        try {
            return CudaModel.of(gpu, arithmetic, model, (name, from, target, offset, count) -> {
                try {
                    weights.read(name, from, target, offset, count);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The device stays open for other engines of the process. */
    @Override
    public void close() {}
}
