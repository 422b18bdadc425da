package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.SsdShape;

/** Buffers of a forward pass over micro-batches of up to one shape. */
public final class Activations {

    /**
     * Chunk length Q of the SSD algorithm. Shorter chunks do fewer multiplications within, more states between; this
     * length was the fastest at the shapes of benchmarks/README.md.
     */
    public static final int CHUNK = 64;

    final MicroBatch micro;
    final SsdShape shape;
    /** One a layer where the backward pass is wanted, else one for all. */
    private final BlockActivations[] blocks;
    /** Residual stream after the last block, [rows, dModel]. */
    final float[] residual;
    final float[] inverseRms;
    /** After the final norm: what the output head sees, [rows, dModel]. */
    final float[] hidden;

    public Activations(Mamba2Config config, MicroBatch micro, boolean forBackward) {
        this.micro = micro;
        shape = shape(config);
        blocks = new BlockActivations[forBackward ? config.layers() : 1];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = new BlockActivations(config, shape, micro);
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
}
