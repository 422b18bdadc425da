package io.statecap.cuda.train;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.model.Mamba2Config;
import io.statecap.model.train.TrainingSettings;

/**
 * How a batch is cut into micro-batches: a function of the sizes alone, since it decides the order of sums.
 *
 * @param sequences of a batch
 * @param most      sequences of a micro-batch; the last may have fewer
 * @param recompute whether the blocks' activations are computed again in the backward pass; changes no bits
 */
record BatchPlan(int sequences, int most, boolean recompute) {

    /** Bytes of activations beyond which a batch is cut, or a single long sequence is recomputed. */
    private static final long ACTIVATIONS = 36L << 30;

    static BatchPlan of(Mamba2Config config, TrainingSettings settings, Arithmetic arithmetic, boolean recompute) {
        long sequence = settings.length() * config.layers()
                * DeviceMemory.activationsOfRow(config, settings.length(), arithmetic);
        int most = (int) Math.max(1, Math.min(settings.sequences(), ACTIVATIONS / sequence));
        int micros = (settings.sequences() + most - 1) / most;
        return new BatchPlan(settings.sequences(), (settings.sequences() + micros - 1) / micros,
                recompute || sequence > ACTIVATIONS);
    }

    int micros() {
        return (sequences + most - 1) / most;
    }

    int first(int micro) {
        return micro * most;
    }

    int count(int micro) {
        return Math.min(most, sequences - first(micro));
    }
}
