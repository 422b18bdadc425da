package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.Inference.LayerObserver;
import io.statecap.model.engine.LayerView;
import io.statecap.model.kernel.CausalConv;
import io.statecap.model.kernel.ForgetScaling;
import io.statecap.model.kernel.GatedNorm;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.NormalisedSsd;
import io.statecap.model.kernel.RmsNorm;
import io.statecap.model.kernel.SimdExp;
import io.statecap.model.kernel.SsdForward;
import io.statecap.model.kernel.SsdLayer;
import io.statecap.model.kernel.SsdShape;
import io.statecap.model.kernel.VectorKernels;
import io.statecap.model.kernel.WindowMemory;
import io.statecap.model.kernel.WindowedSsd;
import java.util.Arrays;

/** From tokens to the hidden rows of the output head: embedding, blocks with residual connections, final norm. */
public final class ForwardPass {

    private final Mamba2Config config;
    private final VectorKernels kernels;
    private final Gemm gemm;
    private final Weights weights;
    private final Activations activations;
    private final Scan scan;
    private final GatedNorm gatedNorm;
    private final Layers[] layers;

    /**
     * A block's weights and activations as its kernels take them, made once.
     *
     * @param convolution causal convolution
     * @param ssd         arrays of the recurrence
     * @param gatedNorm   arrays of the gated norm
     */
    record Layers(CausalConv convolution, SsdLayer ssd, GatedNorm.Layer gatedNorm) {

        static Layers of(Mamba2Config config, BlockWeights w, BlockActivations block) {
            return new Layers(
                    new CausalConv(config.convChannels(), config.dConv(), block.convolutionInput,
                            w.convolution, w.convolutionBias, block.xbc, block.xbcSlope),
                    new SsdLayer(block.xbc, block.dt, w.a, block.states, block.y, block.yFromState),
                    new GatedNorm.Layer(block.y, w.skip, block.xbc, config.convChannels(), block.z, w.gatedNorm,
                            block.gated, block.gatedInverseRms));
        }
    }

    /** @param mitigation how the recurrence is changed */
    public ForwardPass(VectorKernels kernels, Gemm gemm, Weights weights, Activations activations,
                       Mitigation mitigation) {
        this.config = weights.config();
        this.kernels = kernels;
        this.gemm = gemm;
        this.weights = weights;
        this.activations = activations;
        scan = Scan.of(mitigation, kernels, gemm, activations.shape);
        gatedNorm = new GatedNorm(kernels, config.dInner(), Mamba2Config.NORM_EPSILON);
        layers = new Layers[config.layers()];
        Arrays.setAll(layers, layer -> Layers.of(config, weights.blocks[layer],
                activations.block(layer)));
    }

    /** A block's arrays as its kernels take them. */
    Layers layers(int layer) {
        return layers[layer];
    }

    /**
     * Runs {@code sequences} sequences of {@code length} tokens; both at most the activations'.
     *
     * @param tokens  [sequences, length] from {@code offset}
     * @param initial state of sequence {@code firstSequence} onwards before the first token, made for the mitigation;
     *                null for the empty state, where there is none
     * @param last    receives the state after the last token, of the same sequences; null if not wanted; may be
     *                {@code initial}
     * @param observer called after each layer
     */
    public void run(int[] tokens, int offset, int sequences, int length, CarriedState initial, CarriedState last,
                    int firstSequence, LayerObserver observer) {
        int rows = sequences * length;
        int width = config.dModel();
        for (int row = 0; row < rows; row++) {
            System.arraycopy(weights.embeddings, tokens[offset + row] * width, activations.block(0).input, row * width,
                    width);
        }
        activations.saveInitial(initial, firstSequence, sequences);
        for (int layer = 0; layer < config.layers(); layer++) {
            BlockActivations block = activations.block(layer);
            activations.saveInput(layer, rows);
            float[] next = layer + 1 < config.layers() ? activations.block(layer + 1).input : activations.residual;
            block(layer, sequences, length, initial, last, firstSequence, next);
            observer.layer(new LayerView(layer, sequences, length, block.dt, block.xbc, weights.blocks[layer].a,
                    block.states, config));
        }
        RmsNorm.forward(kernels, rows, width, Mamba2Config.NORM_EPSILON, activations.residual,
                weights.finalNorm, activations.hidden, activations.inverseRms);
    }

    /**
     * Recomputes a block's activations of the last pass from its saved input, to the same bits: all but the block's
     * output, which the backward pass does not need.
     */
    void recompute(int layer, int sequences, int length, boolean hasInitial) {
        activations.restoreInput(layer, sequences * length);
        block(layer, sequences, length, hasInitial ? activations.initial() : null, null, 0, null);
    }

    /** @param next receives the sum of the block's input and output; null if it is not needed */
    private void block(int layer, int sequences, int length, CarriedState initial, CarriedState last,
                       int firstSequence, float[] next) {
        BlockWeights w = weights.blocks[layer];
        BlockActivations block = activations.block(layer);
        int rows = sequences * length;
        int width = config.dModel();
        RmsNorm.forward(kernels, rows, width, Mamba2Config.NORM_EPSILON, block.input, w.norm, block.normed,
                block.inverseRms);
        w.toZ.apply(gemm, rows, block.normed, 0, width, block.z, 0, config.dInner(), false);
        w.toDt.apply(gemm, rows, block.normed, 0, width, block.dtRaw, 0, config.heads(), false);
        for (int row = 0; row < rows; row += BlockWeights.DT_ROWS) {
            int o = row * config.heads();
            int count = Math.min(BlockWeights.DT_ROWS, rows - row) * config.heads();
            SimdExp.softplus(count, block.dtRaw, o, w.dtBias, block.dt, o, block.dtSlope, o);
        }
        for (int sequence = 0; sequence < sequences; sequence++) {
            convolve(layer, sequence, length, initial, last, firstSequence + sequence);
            scan(layer, sequence, length, initial, last, firstSequence + sequence);
        }
        gatedNorm.forward(layers[layer].gatedNorm(), rows);
        if (next == null) {
            return;
        }
        if (next != block.input) {
            System.arraycopy(block.input, 0, next, 0, rows * width);
        }
        w.output.apply(gemm, rows, block.gated, 0, config.dInner(), next, 0, width, true);
    }

    /** Projects one sequence to x | B | C and convolves it; {@code carried} is its number in the carried states. */
    private void convolve(int layer, int sequence, int length, CarriedState initial, CarriedState last, int carried) {
        BlockActivations block = activations.block(layer);
        CausalConv convolution = layers[layer].convolution();
        int channels = config.convChannels();
        int kept = (config.dConv() - 1) * channels;
        int history = convolution.historyOf(sequence, length);
        if (initial == null) {
            Arrays.fill(block.convolutionInput, history, history + kept, 0);
        } else {
            System.arraycopy(initial.history[layer], carried * kept, block.convolutionInput, history, kept);
        }
        weights.blocks[layer].toXbc.apply(gemm, length, block.normed, sequence * length * config.dModel(),
                config.dModel(), block.convolutionInput, history + kept, channels, false);
        convolution.forward(sequence, length);
        if (last != null) {
            System.arraycopy(block.convolutionInput, history + length * channels, last.history[layer], carried * kept,
                    kept);
        }
    }

    /** The recurrence over one sequence, chunk by chunk; {@code carried} is its number in the carried states. */
    private void scan(int layer, int sequence, int length, CarriedState initial, CarriedState last, int carried) {
        SsdLayer ssd = layers[layer].ssd();
        WindowMemory memory = initial == null ? null : initial.window(layer, carried);
        int size = activations.shape.stateElements();
        int chunk = activations.shape.chunk();
        int chunks = activations.shape.chunks(length);
        int state = sequence * (chunks + 1) * size;
        if (initial != null) {
            System.arraycopy(initial.states[layer], carried * size, ssd.states(), state, size);
        }
        for (int i = 0; i < chunks; i++) {
            int q = Math.min(chunk, length - i * chunk);
            boolean wanted = i + 1 < chunks || last != null;
            scan.chunk(memory, ssd, sequence * length + i * chunk, q, state, wanted ? state + size : -1,
                    initial != null || i > 0);
            state += size;
        }
        if (last != null) {
            System.arraycopy(ssd.states(), state, last.states[layer], carried * size, size);
        }
    }

    /** The recurrence of one layer over one chunk of one sequence, plain or with a mitigation. */
    private interface Scan {

        /**
         * @param memory   the window's memory of this layer and sequence; null for all other mitigations
         * @param row      first row of the chunk
         * @param q        rows of the chunk
         * @param before   offset in the layer's states of the state before the chunk; zeros if not {@code hasState}
         * @param after    offset of the state after it; negative if it is not needed
         */
        void chunk(WindowMemory memory, SsdLayer layer, int row, int q, int before, int after, boolean hasState);

        static Scan of(Mitigation mitigation, VectorKernels kernels, Gemm gemm, SsdShape shape) {
            if (mitigation instanceof Mitigation.Normalise normalise) {
                NormalisedSsd ssd = new NormalisedSsd(kernels, shape, normalise.limit());
                return (memory, layer, row, q, before, after, hasState) -> ssd.run(layer, row, q, before, after);
            }
            if (mitigation instanceof Mitigation.Window) {
                WindowedSsd ssd = new WindowedSsd(kernels, gemm, shape);
                return (memory, layer, row, q, before, after, hasState) -> ssd.run(memory, layer, row, q, after);
            }
            ForgetScaling scaling = mitigation instanceof Mitigation.Forget forget
                    ? new ForgetScaling(Math.log(forget.decay()), (float) forget.input()) : ForgetScaling.NONE;
            SsdForward ssd = new SsdForward(kernels, gemm, shape);
            return (memory, layer, row, q, before, after, hasState) ->
                    ssd.chunk(layer, row, q, before, after, hasState, scaling);
        }
    }
}
