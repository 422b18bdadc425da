package io.statecap.model.engine;

import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2Config;
import io.statecap.model.io.TensorSource;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;

/**
 * Trains models and reads with them. Safe for several threads; what it makes holds its own buffers, and is closed
 * before it.
 */
public interface ModelEngine extends AutoCloseable {

    /**
     * What a training may use.
     *
     * @param threads   that share the sequences of each step; results do not depend on it beyond rounding
     * @param recompute whether the backward pass computes the activations of blocks again instead of keeping them
     */
    record Resources(int threads, boolean recompute) implements Serializable {}

    /** A training checkpoint is sound, but of another engine or precision than the one that was to resume it. */
    class OtherEngineException extends IOException {

        private static final long serialVersionUID = 1L;

        /** @param message one sentence that names both */
        public OtherEngineException(String message) {
            super(message);
        }
    }

    /** {@code cpu}, or the name of its {@link EngineProvider}: the column {@code engine}. */
    String name();

    /** Processor or device by its maker's name: the column {@code device}. */
    String device();

    /** Arithmetic of its products. */
    Precision precision();

    /**
     * Starts to train a fresh model, initialised by the seed of the settings: the same weights on every engine.
     *
     * @throws DeviceException as all methods here, where a device fails
     */
    TrainingRun start(Mamba2Config model, TrainingSettings training, TokenSource source, Resources resources);

    /** Starts to train a model from given weights, with a fresh optimiser and schedule. */
    TrainingRun start(Mamba2Config model, TensorSource weights, TrainingSettings training, TokenSource source,
                      Resources resources) throws IOException;

    /**
     * Continues from what {@link TrainingRun#writeCheckpoint} wrote, to the bits that an undisturbed training gives.
     *
     * @throws OtherEngineException if another engine, or this in another precision, wrote the checkpoint
     * @throws IOException          if the checkpoint cannot be read, or is of another model or training
     */
    TrainingRun resume(Mamba2Config model, TrainingSettings training, TokenSource source, Resources resources,
                       InputStream checkpoint) throws IOException;

    /** A model with given weights, to read with; the weights are copied. */
    FrozenModel model(Mamba2Config model, TensorSource weights) throws IOException;

    /** Frees what is not on the heap. */
    @Override
    default void close() {}
}
