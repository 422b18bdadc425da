package io.statecap.cuda.train;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.model.Mamba2Config;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.TrainingSettings;

/** Bytes on the device, from sizes alone. */
final class DeviceMemory {

    /** A context, the libraries' own memory, workspaces and small arrays. */
    private static final long FIXED = 600L << 20;
    /** Positions of a chunk of the recurrence, at most: states exist once a chunk. */
    private static final int CHUNK = 256;

    private DeviceMemory() {}

    /** Of one block for one row of sequences of a length, kept for the backward pass. */
    static long activationsOfRow(Mamba2Config config, int length, Arithmetic arithmetic) {
        long operands = config.dModel() + config.projectionWidth() + config.convChannels() + 2L * config.dInner();
        long states = (long) config.dInner() * config.dState() / Math.min(CHUNK, length);
        return (operands + states) * arithmetic.bytes() + (config.dModel() + 2 + 3L * config.heads()) * Float.BYTES;
    }

    /** Of a whole training. */
    static long training(Mamba2Config config, TrainingSettings settings, Arithmetic arithmetic, boolean recompute) {
        BatchPlan plan = BatchPlan.of(config, settings, arithmetic, recompute);
        long rows = (long) plan.most() * settings.length();
        long parameters = config.parameters() * (4 * Float.BYTES + (arithmetic.bf16() ? 2 : 0));
        long row = activationsOfRow(config, settings.length(), arithmetic);
        long blocks = plan.recompute()
                ? rows * (row + (long) config.layers() * config.dModel() * Float.BYTES) : rows * row * config.layers();
        long states = settings.start().kind() == InitialStates.Kind.ZERO ? 0 : 2L * settings.sequences()
                * config.layers() * ((long) config.dInner() * config.dState()
                + (long) (config.dConv() - 1) * config.convChannels()) * Float.BYTES;
        // Gradients of activations, states and residual stream, the head's rows, segments of the embedding's.
        long gradients = rows * (row + 4L * config.dModel() * Float.BYTES
                + (long) config.dInner() * config.dState() / Math.min(CHUNK, settings.length()) * Float.BYTES);
        return FIXED + parameters + blocks + gradients + states;
    }
}
