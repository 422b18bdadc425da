package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.Inference;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.SsdShape;

/** Buffers of a forward pass over micro-batches of up to one shape. */
public final class Activations {

    /**
     * Chunk length Q of the SSD algorithm. Shorter chunks need fewer multiplications within a chunk and more states
     * between chunks; this length was the fastest of those tried over all shapes of benchmarks/README.md.
     */
    public static final int CHUNK = Inference.CHUNK;

    final MicroBatch micro;
    final SsdShape shape;
    /** One a layer with {@link SavedForBackward#ALL}, else one for all layers. */
    private final BlockActivations[] blocks;
    /** With {@link SavedForBackward#BLOCK_INPUTS}: input of each block, [rows, dModel]; else null. */
    private final float[][] inputs;
    /** With {@link SavedForBackward#BLOCK_INPUTS}: the pass's initial state; allocated when first needed. */
    private CarriedState initial;
    private final Mamba2Config config;
    /** Residual stream after the last block, [rows, dModel]. */
    final float[] residual;
    final float[] inverseRms;
    /** After the final norm: what the output head sees, [rows, dModel]. */
    final float[] hidden;

    /** Which activations of a forward pass are kept for the backward pass. */
    public enum SavedForBackward {

        /** None: there is no backward pass. */
        NONE,

        /** The input of each block, from which the backward pass recomputes it (activation checkpointing). */
        BLOCK_INPUTS,

        /** All. */
        ALL;

        /** @param recompute whether to save block inputs only, for less memory and a third more work */
        public static SavedForBackward of(boolean recompute) {
            return recompute ? BLOCK_INPUTS : ALL;
        }
    }

    public Activations(Mamba2Config config, MicroBatch micro, SavedForBackward saved) {
        this.config = config;
        this.micro = micro;
        shape = shape(config);
        blocks = new BlockActivations[saved == SavedForBackward.ALL ? config.layers() : 1];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = new BlockActivations(config, shape, micro);
        }
        inputs = saved == SavedForBackward.BLOCK_INPUTS ? new float[config.layers()][] : null;
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

    /** Whether the backward pass recomputes the blocks. */
    boolean checkpointed() {
        return inputs != null;
    }

    /** Saves the input of a block before it is computed, where blocks are recomputed. */
    void saveInput(int layer, int rows) {
        if (checkpointed()) {
            System.arraycopy(block(layer).input, 0, inputs[layer], 0, rows * config.dModel());
        }
    }

    /** Restores the saved input of a block. */
    void restoreInput(int layer, int rows) {
        System.arraycopy(inputs[layer], 0, block(layer).input, 0, rows * config.dModel());
    }

    /** Copies the initial state of the pass, where blocks are recomputed: the pass may overwrite it. */
    void saveInitial(CarriedState from, int firstSequence, int sequences) {
        if (checkpointed() && from != null) {
            if (initial == null) {
                initial = new CarriedState(config, micro.sequences());
            }
            for (int sequence = 0; sequence < sequences; sequence++) {
                initial.copySequence(from, firstSequence + sequence, sequence);
            }
        }
    }

    /** The copy that {@link #saveInitial} made. */
    CarriedState initial() {
        return initial;
    }
}
