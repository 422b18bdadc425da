package io.statecap.jobs.experiment.trial;

import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2Config;
import io.statecap.model.cpu.CpuEngine;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.Precision;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.io.TensorSource;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.io.InputStream;

/** The CPU's engine, which fails where a checkpoint is to be resumed. */
record FailingEngine(Throwable fault) implements ModelEngine {

    private static final CpuEngine CPU = new CpuEngine();

    static FailingEngine onResume(Throwable fault) {
        return new FailingEngine(fault);
    }

    @Override
    public String name() {
        return CPU.name();
    }

    @Override
    public String device() {
        return CPU.device();
    }

    @Override
    public Precision precision() {
        return CPU.precision();
    }

    @Override
    public TrainingRun start(Mamba2Config model, TrainingSettings training, TokenSource source, Resources resources) {
        return CPU.start(model, training, source, resources);
    }

    @Override
    public TrainingRun start(Mamba2Config model, TensorSource weights, TrainingSettings training, TokenSource source,
                             Resources resources) throws IOException {
        return CPU.start(model, weights, training, source, resources);
    }

    @Override
    public TrainingRun resume(Mamba2Config model, TrainingSettings training, TokenSource source, Resources resources,
                              InputStream checkpoint) throws IOException {
        if (fault instanceof Error error) {
            throw error;
        }
        if (fault instanceof IOException io) {
            throw io;
        }
        throw (RuntimeException) fault;
    }

    @Override
    public FrozenModel model(Mamba2Config model, TensorSource weights) throws IOException {
        return CPU.model(model, weights);
    }

    @Override
    public void close() {}
}
