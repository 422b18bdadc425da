package io.statecap.cuda.network;

import io.statecap.cuda.device.DeviceArena;
import io.statecap.model.Mamba2Config;

/**
 * Addresses of one block's activations over a batch of up to a number of rows. Those of matrix products are operands.
 *
 * @param input        residual stream before the block, float32 [rows, dModel]
 * @param inverse      of the norm, float32 [rows]
 * @param normed       [rows, dModel]
 * @param projected    z | x | B | C | Δ, [rows, {@link #stride}]
 * @param xbc          after convolution and SiLU, [rows, convChannels]
 * @param y            with the skip, [rows, dInner]
 * @param gatedInverse of the gated norm, float32 [rows]
 * @param gated        [rows, dInner]
 * @param kept         what the state space layer keeps for its gradient; 0 for none
 */
record BlockActivations(long input, long inverse, long normed, long projected, long xbc, long y, long gatedInverse,
                        long gated, long kept) {

    /** Elements from one row of the projection to the next: whole 16 bytes of bf16. */
    static int stride(Mamba2Config config) {
        return (config.projectionWidth() + 7) / 8 * 8;
    }

    static BlockActivations allocate(DeviceArena arena, Mamba2Config config, long input, long rows, int operandBytes,
                                     long keptBytes) {
        return new BlockActivations(input, arena.floats(rows),
                arena.allocate(rows * config.dModel() * operandBytes),
                arena.allocate(rows * stride(config) * operandBytes),
                arena.allocate(rows * config.convChannels() * operandBytes),
                arena.allocate(rows * config.dInner() * operandBytes), arena.floats(rows),
                arena.allocate(rows * config.dInner() * operandBytes),
                keptBytes == 0 ? 0 : arena.allocate(keptBytes));
    }

    BlockActivations withInput(long address) {
        return new BlockActivations(address, inverse, normed, projected, xbc, y, gatedInverse, gated, kept);
    }
}
