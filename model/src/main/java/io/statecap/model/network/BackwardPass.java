package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.kernel.CausalConv;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.GatedNorm;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.RmsNorm;
import io.statecap.model.kernel.SsdBackward;
import io.statecap.model.kernel.SsdGradients;
import io.statecap.model.kernel.SsdLayer;
import io.statecap.model.kernel.VectorKernels;
import java.util.Arrays;

/**
 * The gradient of a {@link ForwardPass}. No gradient flows into the initial state: training with carried state is
 * truncated at the piece's start.
 */
public final class BackwardPass {

    private final Mamba2Config config;
    private final VectorKernels kernels;
    private final Gemm gemm;
    private final Weights weights;
    private final Activations activations;
    private final ForwardPass forward;
    private final Gradients gradients;
    private final SsdBackward ssd;
    private final GatedNorm gatedNorm;
    private final Layer[] layers;
    /** Gradient of the residual stream, [rows, dModel]. */
    private final float[] dResidual;
    private final float[] dNormed;
    private final float[] dGated;
    private final float[] dZ;
    private final float[] dY;
    private final float[] dXbc;
    private final float[] dConvolutionInput;
    private final float[] dDt;

    /** Gradients of one block's layers as the kernels take them, made once. */
    private record Layer(SsdGradients ssd, GatedNorm.Gradients gatedNorm, CausalConv.Gradients convolution,
                         Gemm.WeightGradient output, Gemm.WeightGradient[] projections) {}

    /** @param forward the pass whose gradient this is, over the same activations */
    public BackwardPass(VectorKernels kernels, Gemm gemm, Weights weights, Activations activations, ForwardPass forward,
                        Gradients gradients) {
        this.config = weights.config();
        this.kernels = kernels;
        this.gemm = gemm;
        this.weights = weights;
        this.activations = activations;
        this.forward = forward;
        this.gradients = gradients;
        ssd = new SsdBackward(kernels, gemm, activations.shape);
        gatedNorm = new GatedNorm(kernels, config.dInner(), Mamba2Config.NORM_EPSILON);
        long rows = activations.micro.rows();
        dResidual = Floats.array(rows * config.dModel());
        dNormed = Floats.array(rows * config.dModel());
        dGated = Floats.array(rows * config.dInner());
        dZ = Floats.array(rows * config.dInner());
        dY = Floats.array(rows * config.dInner());
        dXbc = Floats.array(rows * config.convChannels());
        dConvolutionInput = Floats.array(rows * config.convChannels());
        dDt = Floats.array(rows * config.heads());
        float[] dState = Floats.array(activations.shape.stateElements());
        int inner = config.dInner();
        int channels = config.convChannels();
        layers = new Layer[config.layers()];
        Arrays.setAll(layers, layer -> {
            Gradients.Block g = gradients.blocks[layer];
            return new Layer(new SsdGradients(dY, dState, dXbc, dDt, g.a),
                    new GatedNorm.Gradients(dGated, dY, dZ, g.gatedNorm, g.skip),
                    new CausalConv.Gradients(dXbc, dConvolutionInput, g.convolution, g.convolutionBias),
                    new Gemm.WeightGradient(config.dModel(), dResidual, g.outputProjection, 0),
                    new Gemm.WeightGradient[] {
                        new Gemm.WeightGradient(inner, dZ, g.inputProjection, 0),
                        new Gemm.WeightGradient(channels, dConvolutionInput, g.inputProjection,
                                inner * config.dModel()),
                        new Gemm.WeightGradient(config.heads(), dDt, g.inputProjection,
                                (inner + channels) * config.dModel())});
        });
    }

    /**
     * Adds to the gradients.
     *
     * @param tokens     the forward pass' tokens, [sequences, length] from {@code offset}
     * @param hasInitial whether the forward pass had an initial state
     * @param dHidden    gradient of the output head's input, [rows, dModel]
     */
    public void run(int[] tokens, int offset, int sequences, int length, boolean hasInitial, float[] dHidden) {
        int rows = sequences * length;
        int width = config.dModel();
        Arrays.fill(dResidual, 0, rows * width, 0);
        RmsNorm.backward(kernels, rows, width, dHidden, activations.residual, weights.finalNorm, activations.inverseRms,
                dResidual, gradients.finalNorm);
        for (int layer = config.layers() - 1; layer >= 0; layer--) {
            // The buffers still hold the last block's activations.
            if (activations.checkpointed() && layer < config.layers() - 1) {
                forward.recompute(layer, sequences, length, hasInitial);
            }
            block(layer, sequences, length, hasInitial);
        }
        for (int row = 0; row < rows; row++) {
            kernels.axpy(width, 1, dResidual, row * width, gradients.embeddings, tokens[offset + row] * width);
        }
    }

    private void block(int layer, int sequences, int length, boolean hasInitial) {
        BlockWeights w = weights.blocks[layer];
        BlockActivations block = activations.block(layer);
        Gradients.Block g = gradients.blocks[layer];
        ForwardPass.Layers made = forward.layers(layer);
        Layer gradient = layers[layer];
        int rows = sequences * length;
        int width = config.dModel();
        int inner = config.dInner();
        int channels = config.convChannels();
        int heads = config.heads();
        w.output.inputGradient(gemm, rows, dResidual, 0, width, dGated, 0, inner, false);
        gemm.weightGradients(rows, inner, block.gated, gradient.output());
        gatedNorm.backward(made.gatedNorm(), gradient.gatedNorm(), rows);
        for (int sequence = 0; sequence < sequences; sequence++) {
            scan(made.ssd(), gradient.ssd(), sequence, length, hasInitial);
        }
        for (int row = 0; row < rows; row++) {
            // The skip: x reaches y directly, scaled by D.
            kernels.multiplyAdd(inner, dY, row * inner, w.skip, 0, dXbc, row * channels);
        }
        kernels.multiply(rows * heads, dDt, 0, block.dtSlope, 0, dDt, 0);
        for (int row = 0; row < rows; row++) {
            kernels.axpy(heads, 1, dDt, row * heads, g.dtBias, 0);
        }
        for (int sequence = 0; sequence < sequences; sequence++) {
            made.convolution().backward(gradient.convolution(), sequence, length);
        }
        w.toZ.inputGradient(gemm, rows, dZ, 0, inner, dNormed, 0, width, false);
        w.toXbc.inputGradient(gemm, rows, dConvolutionInput, 0, channels, dNormed, 0, width, true);
        w.toDt.inputGradient(gemm, rows, dDt, 0, heads, dNormed, 0, width, true);
        gemm.weightGradients(rows, width, block.normed, gradient.projections());
        RmsNorm.backward(kernels, rows, width, dNormed, block.input, w.norm, block.inverseRms, dResidual, g.norm);
    }

    /** The state space layer over one sequence, last chunk first. */
    private void scan(SsdLayer layer, SsdGradients g, int sequence, int length, boolean hasInitial) {
        int size = activations.shape.stateElements();
        int chunk = activations.shape.chunk();
        int chunks = activations.shape.chunks(length);
        for (int i = chunks - 1; i >= 0; i--) {
            int q = Math.min(chunk, length - i * chunk);
            ssd.chunk(layer, g, sequence * length + i * chunk, q, (sequence * (chunks + 1) + i) * size,
                    hasInitial || i > 0, i + 1 < chunks);
        }
    }
}
