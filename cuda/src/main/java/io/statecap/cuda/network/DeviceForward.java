package io.statecap.cuda.network;

import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.network.DeviceWeights.BlockWeights;
import io.statecap.model.Mamba2Config;
import io.statecap.model.kernel.ForgetScaling;
import io.statecap.model.network.Activations.SavedForBackward;

/** From tokens to the residual stream after the last block, as {@code ForwardPass} of the CPU, on one stream. */
final class DeviceForward {

    /** Called after each layer, while its activations are there. */
    interface Observer {

        Observer NONE = (layer, block) -> { };

        void layer(int layer, BlockActivations block);
    }

    private final Mamba2Config config;
    private final Operators operators;
    private final DeviceWeights weights;
    private final BlockActivations[] blocks;
    private final boolean recomputed;
    private final boolean keeps;
    private final ForgetScaling scaling;
    /** Residual stream after the last block, float32 [rows, dModel]. */
    private final long residual;

    /**
     * @param saved what is there for a backward pass
     * @param scaling change of the recurrence
     */
    DeviceForward(DeviceArena arena, Operators operators, DeviceWeights weights, int sequences, int length,
                  SavedForBackward saved, ForgetScaling scaling) {
        this.config = weights.config();
        this.operators = operators;
        this.weights = weights;
        this.scaling = scaling;
        recomputed = saved == SavedForBackward.BLOCK_INPUTS;
        keeps = saved != SavedForBackward.NONE;
        long rows = (long) sequences * length;
        long keptBytes = keeps ? operators.stateSpace().keptBytes(sequences, length) : 0;
        int bytes = operators.arithmetic().bytes();
        blocks = new BlockActivations[config.layers()];
        residual = arena.floats(rows * config.dModel());
        for (int layer = 0; layer < blocks.length; layer++) {
            long input = keeps ? arena.floats(rows * config.dModel()) : residual;
            blocks[layer] = saved == SavedForBackward.ALL || layer == 0
                    ? BlockActivations.allocate(arena, config, input, rows, bytes, keptBytes)
                    : blocks[0].withInput(input);
        }
    }

    BlockActivations block(int layer) {
        return blocks[layer];
    }

    long residual() {
        return residual;
    }

    /**
     * Reads sequences from an initial state.
     *
     * @param tokens  int32 [sequences, length]
     * @param initial null for zeros
     * @param last    receives the states after the last token; null if not wanted; may be {@code initial}
     * @param first   number of the first sequence in both
     */
    void run(long tokens, int sequences, int length, DeviceStates initial, DeviceStates last, int first,
             Observer observer) {
        operators.embedding().forward(operators.stream(), tokens, weights.embedding(), blocks[0].input(),
                sequences * length);
        for (int layer = 0; layer < blocks.length; layer++) {
            long next = layer + 1 < blocks.length ? blocks[layer + 1].input() : residual;
            block(layer, sequences, length, initial, last, first, next);
            observer.layer(layer, blocks[layer]);
        }
    }

    /** Computes a block's activations again from its input, if the backward pass does not find them. */
    void restore(int layer, int sequences, int length, DeviceStates initial, int first) {
        if (recomputed && layer < blocks.length - 1) {
            block(layer, sequences, length, initial, null, first, 0);
        }
    }

    /** @param next receives the residual stream after the block; 0 if it is not wanted */
    private void block(int layer, int sequences, int length, DeviceStates initial, DeviceStates last, int first,
                       long next) {
        BlockWeights w = weights.block(layer);
        BlockActivations block = blocks[layer];
        var stream = operators.stream();
        int rows = sequences * length;
        int width = config.dModel();
        int inner = config.dInner();
        int stride = BlockActivations.stride(config);
        operators.modelNorm().forward(stream, block.input(), w.norm(), block.normed(), block.inverse(),
                next == block.input() ? 0 : next, 0, 0, rows);
        operators.blas().apply(rows, config.projectionWidth(), width, block.normed(), width, w.inputProjection(),
                width, block.projected(), stride, false, false);
        long history = initial == null ? 0 : initial.history(layer, first);
        operators.convolution().forward(stream, sequences, length, block.projected(), stride, w.convolution(),
                w.convolutionBias(), history, block.xbc());
        if (last != null) {
            operators.convolution().history(stream, sequences, length, block.projected(), stride, history,
                    last.history(layer, first));
        }
        operators.stateSpace().forward(stream, sequences, length, block.xbc(), block.projected(), stride, w.dtBias(),
                w.logA(), w.skip(), initial == null ? 0 : initial.states(layer, first), (float) scaling.logDecay(),
                scaling.input(), block.y(), last == null ? 0 : last.states(layer, first), block.kept());
        operators.innerNorm().gatedForward(stream, block.y(), block.projected(), stride, w.gatedNorm(), block.gated(),
                block.gatedInverse(), rows);
        if (next != 0) {
            operators.blas().apply(rows, width, inner, block.gated(), inner, w.outputProjection(), inner, next, width,
                    true, true);
        }
    }
}
