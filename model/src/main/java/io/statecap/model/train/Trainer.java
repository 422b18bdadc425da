package io.statecap.model.train;

import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Trains one model, step by step; interruptible at every step, and resumable to the same bits. */
public final class Trainer implements AutoCloseable {

    private Trainer() {}

    /** A fresh training. {@code threads} ≥ 1 share the sequences of each step. */
    public static Trainer start(Mamba2Config config, TrainingSettings settings, TokenSource source, int threads) {
        throw new UnsupportedOperationException();
    }

    /** Continues from what {@link #writeCheckpoint} wrote, to the bits that an undisturbed training would give. */
    public static Trainer resume(Mamba2Config config, TrainingSettings settings, TokenSource source, int threads,
                                 InputStream checkpoint) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Whether all steps are done. */
    public boolean done() {
        throw new UnsupportedOperationException();
    }

    /** Steps done so far. */
    public long stepsDone() {
        throw new UnsupportedOperationException();
    }

    /** One step; the loss may be NaN or infinite if training diverged, which the caller is to check. */
    public StepResult step() {
        throw new UnsupportedOperationException();
    }

    /** Weights, optimiser state and step, as safetensors. */
    public void writeCheckpoint(OutputStream out) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The model in training; closed with this trainer. */
    public Mamba2 model() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
