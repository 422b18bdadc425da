package io.statecap.jobs.experiment.engine;

import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2Config;
import io.statecap.model.io.TensorSource;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;

/** Trains models and reads with them. Travels to executors, so it holds no state. */
public interface ModelEngine extends Serializable {

    /**
     * What a training may use.
     *
     * @param threads   that share the sequences of each step; results do not depend on it beyond rounding
     * @param recompute whether the backward pass computes the activations of blocks again instead of keeping them
     */
    record Resources(int threads, boolean recompute) implements Serializable {}

    /** Starts to train a fresh model, initialised by the seed of the settings. */
    TrainingRun start(Mamba2Config model, TrainingSettings training, TokenSource source, Resources resources);

    /** Starts to train a model from given weights, with a fresh optimiser and schedule. */
    TrainingRun start(Mamba2Config model, TensorSource weights, TrainingSettings training, TokenSource source,
                      Resources resources) throws IOException;

    /**
     * Continues from what {@link TrainingRun#writeCheckpoint} wrote, to the bits that an undisturbed training gives.
     *
     * @throws IOException if the checkpoint cannot be read, or is not one of this engine
     */
    TrainingRun resume(Mamba2Config model, TrainingSettings training, TokenSource source, Resources resources,
                       InputStream checkpoint) throws IOException;

    /** A model with given weights, to read with; the weights are copied. */
    Evaluator evaluator(Mamba2Config model, TensorSource weights) throws IOException;
}
