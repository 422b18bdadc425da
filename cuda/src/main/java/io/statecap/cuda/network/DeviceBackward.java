package io.statecap.cuda.network;

import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.network.DeviceWeights.BlockWeights;
import io.statecap.model.Mamba2Config;

/** The gradient of a {@link DeviceForward}; none flows into the initial states. */
final class DeviceBackward {

    private final Mamba2Config config;
    private final Operators operators;
    private final DeviceWeights weights;
    private final DeviceForward forward;
    private final BlockWeights[] gradients;
    /** Gradient of the residual stream, float32, and as an operand, [rows, dModel]. */
    private final long dResidual;
    private final long dOperand;
    private final long dNormed;
    private final long dGated;
    private final long dY;
    private final long dXbc;
    private final long dProjected;

    /** @param gradients address of all gradients, float32, in the weights' layout */
    DeviceBackward(DeviceArena arena, Operators operators, DeviceWeights weights, DeviceForward forward,
                   long gradients, int sequences, int length) {
        this.config = weights.config();
        this.operators = operators;
        this.weights = weights;
        this.forward = forward;
        this.gradients = weights.gradients(gradients);
        long rows = (long) sequences * length;
        int bytes = operators.arithmetic().bytes();
        dResidual = arena.floats(rows * config.dModel());
        dOperand = operators.arithmetic().bf16() ? arena.allocate(rows * config.dModel() * bytes) : dResidual;
        dNormed = arena.allocate(rows * config.dModel() * bytes);
        dGated = arena.allocate(rows * config.dInner() * bytes);
        dY = arena.allocate(rows * config.dInner() * bytes);
        dXbc = arena.allocate(rows * config.convChannels() * bytes);
        dProjected = arena.allocate(rows * BlockActivations.stride(config) * bytes);
    }

    /** Zeros for {@code rows} rows of the gradient of the residual stream. */
    void clear(int rows) {
        operators.stream().zero(dResidual, (long) rows * config.dModel() * Float.BYTES);
        if (dOperand != dResidual) {
            operators.stream().zero(dOperand, (long) rows * config.dModel() * operators.arithmetic().bytes());
        }
    }

    /** Gradient of the residual stream, float32 [rows, dModel]. */
    long dResidual() {
        return dResidual;
    }

    /** The same as operands; 0 where the floats are the operands. */
    long dOperand() {
        return dOperand == dResidual ? 0 : dOperand;
    }

    /**
     * From the gradient of the residual stream after the last block to that before the first; adds to the gradients of
     * the blocks' parameters.
     */
    void run(int sequences, int length, DeviceStates initial, int first) {
        for (int layer = config.layers() - 1; layer >= 0; layer--) {
            forward.restore(layer, sequences, length, initial, first);
            block(layer, sequences, length, initial, first);
        }
    }

    private void block(int layer, int sequences, int length, DeviceStates initial, int first) {
        BlockWeights w = weights.block(layer);
        BlockWeights g = gradients[layer];
        BlockActivations block = forward.block(layer);
        var stream = operators.stream();
        var blas = operators.blas();
        int rows = sequences * length;
        int width = config.dModel();
        int inner = config.dInner();
        int projection = config.projectionWidth();
        int stride = BlockActivations.stride(config);
        blas.inputGradient(rows, inner, width, dOperand, width, w.outputProjection(), inner, dGated, inner);
        blas.weightGradient(width, inner, rows, dOperand, width, block.gated(), inner, g.outputProjection(), inner);
        operators.innerNorm().gatedBackward(stream, dGated, block.y(), block.projected(), stride, w.gatedNorm(),
                block.gatedInverse(), dY, dProjected, g.gatedNorm(), rows);
        operators.stateSpace().backward(stream, sequences, length, block.xbc(), block.projected(), stride,
                w.dtBias(), w.logA(), w.skip(), initial == null ? 0 : initial.states(layer, first), block.kept(), dY,
                dXbc, dProjected, g.dtBias(), g.logA(), g.skip());
        operators.convolution().backward(stream, sequences, length, dXbc, block.projected(), stride, w.convolution(),
                w.convolutionBias(), initial == null ? 0 : initial.history(layer, first), dProjected,
                g.convolution(), g.convolutionBias());
        blas.inputGradient(rows, width, projection, dProjected, stride, w.inputProjection(), width, dNormed, width);
        blas.weightGradient(projection, width, rows, dProjected, stride, block.normed(), width, g.inputProjection(),
                width);
        operators.modelNorm().backward(stream, dNormed, block.input(), w.norm(), block.inverse(), 0, 0, dResidual,
                dOperand(), g.norm(), rows);
    }
}
