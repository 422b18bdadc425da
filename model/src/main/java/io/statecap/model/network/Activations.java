package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.SsdShape;

/** Buffers of a forward pass over micro-batches of up to one shape. */
public final class Activations {

    /**
     * Chunk length Q of the SSD algorithm. Shorter chunks do fewer multiplications within, more states between; of
     * those tried this length was the fastest over all shapes of benchmarks/README.md.
     */
    public static final int CHUNK = 64;

    final MicroBatch micro;
    final SsdShape shape;
    /** One a layer where {@link Kept#ALL} is wanted, else one for all. */
    private final BlockActivations[] blocks;
    /** With {@link Kept#INPUTS}: input of each block, [rows, dModel]; else null. */
    private final float[][] inputs;
    /** With {@link Kept#INPUTS}: what the micro-batch's lanes carried into the pass; made when first needed. */
    private CarriedState initial;
    private final Mamba2Config config;
    /** Residual stream after the last block, [rows, dModel]. */
    final float[] residual;
    final float[] inverseRms;
    /** After the final norm: what the output head sees, [rows, dModel]. */
    final float[] hidden;

    /** What a forward pass leaves for a backward pass. */
    public enum Kept {

        /** Nothing. */
        NOTHING,

        /** The input of each block, from which the block is computed once more. */
        INPUTS,

        /** Everything. */
        ALL;

        /** What a backward pass needs. */
        public static Kept forBackward(boolean recompute) {
            return recompute ? INPUTS : ALL;
        }
    }

    public Activations(Mamba2Config config, MicroBatch micro, Kept kept) {
        this.config = config;
        this.micro = micro;
        shape = shape(config);
        blocks = new BlockActivations[kept == Kept.ALL ? config.layers() : 1];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = new BlockActivations(config, shape, micro);
        }
        inputs = kept == Kept.INPUTS ? new float[config.layers()][] : null;
        for (int layer = 0; inputs != null && layer < inputs.length; layer++) {
            inputs[layer] = Floats.array((long) micro.rows() * config.dModel());
        }
        residual = Floats.array((long) micro.rows() * config.dModel());
        inverseRms = Floats.array(micro.rows());
        hidden = Floats.array((long) micro.rows() * config.dModel());
    }

    static SsdShape shape(Mamba2Config config) {
        return new SsdShape(config.heads(), config.headDim(), config.dState(), config.groups(), CHUNK);
    }

    BlockActivations block(int layer) {
        return blocks[blocks.length == 1 ? 0 : layer];
    }

    /** Whether blocks are computed once more in the backward pass. */
    boolean recomputed() {
        return inputs != null;
    }

    /** Keeps the input of a block that is about to be computed, if it is to be kept. */
    void keepInput(int layer, int rows) {
        if (recomputed()) {
            System.arraycopy(block(layer).input, 0, inputs[layer], 0, rows * config.dModel());
        }
    }

    /** Puts back the input of a block. */
    void restoreInput(int layer, int rows) {
        System.arraycopy(inputs[layer], 0, block(layer).input, 0, rows * config.dModel());
    }

    /** Keeps what lanes carry into the pass, if blocks are to be computed once more: the pass may overwrite it. */
    void keepInitial(CarriedState from, int firstLane, int lanes) {
        if (recomputed() && from != null) {
            if (initial == null) {
                initial = new CarriedState(config, micro.lanes());
            }
            for (int lane = 0; lane < lanes; lane++) {
                initial.copyLane(from, firstLane + lane, lane);
            }
        }
    }

    /** What {@link #keepInitial} kept. */
    CarriedState initial() {
        return initial;
    }
}
