package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.kernel.CausalConv;
import io.statecap.model.kernel.GatedNorm;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.Ops;
import io.statecap.model.kernel.RmsNorm;
import io.statecap.model.kernel.WindowMemory;
import java.util.Arrays;

/** From tokens to what the output head sees: embedding, blocks with their residual connections, final norm. */
public final class ForwardPass {

    private final Mamba2Config config;
    private final Ops ops;
    private final Gemm gemm;
    private final Weights weights;
    private final Activations activations;
    private final Mitigation mitigation;
    private final Scan scan;
    private final GatedNorm gatedNorm;

    /** The model as it is. */
    public ForwardPass(Ops ops, Gemm gemm, Weights weights, Activations activations) {
        this(ops, gemm, weights, activations, Mitigation.NONE);
    }

    /** @param mitigation how the recurrence is changed */
    public ForwardPass(Ops ops, Gemm gemm, Weights weights, Activations activations, Mitigation mitigation) {
        this.config = weights.config();
        this.ops = ops;
        this.gemm = gemm;
        this.weights = weights;
        this.activations = activations;
        this.mitigation = mitigation;
        scan = Scan.of(mitigation, ops, gemm, activations.shape);
        gatedNorm = new GatedNorm(ops, config.dInner(), Mamba2Config.NORM_EPSILON);
    }

    /**
     * Runs {@code lanes} sequences of {@code length} tokens; both at most the activations'.
     *
     * @param tokens  [lanes, length] from {@code offset}
     * @param initial state of lane {@code firstLane} onwards before the first token; null for the empty state
     * @param last    receives the state after the last token, likewise; null if not wanted; may be {@code initial}
     */
    public void run(int[] tokens, int offset, int lanes, int length, CarriedState initial, CarriedState last,
                    int firstLane) {
        run(tokens, offset, lanes, length, initial, last, firstLane, LayerObserver.NONE);
    }

    /**
     * Likewise.
     *
     * @param observer looks at each layer
     * @throws IllegalArgumentException if the carried state was made for another mitigation
     */
    public void run(int[] tokens, int offset, int lanes, int length, CarriedState initial, CarriedState last,
                    int firstLane, LayerObserver observer) {
        requireMemory(initial);
        int rows = lanes * length;
        embed(tokens, offset, rows, activations.block(0).input);
        activations.keepInitial(initial, firstLane, lanes);
        for (int layer = 0; layer < config.layers(); layer++) {
            BlockActivations block = activations.block(layer);
            activations.keepInput(layer, rows);
            float[] next = layer + 1 < config.layers() ? activations.block(layer + 1).input : activations.residual;
            block(layer, block, lanes, length, initial, last, firstLane, next);
            observer.layer(new LayerView(layer, lanes, length, block.dt, block.xbc, weights.blocks[layer].a,
                    block.states, config));
        }
        RmsNorm.forward(ops, rows, config.dModel(), Mamba2Config.NORM_EPSILON, activations.residual,
                weights.finalNorm, activations.hidden, activations.inverseRms);
    }

    /**
     * Computes once more what a block kept of the last pass, to the same bits: all but the block's output, which the
     * backward pass does not need.
     */
    void recompute(int layer, int lanes, int length, boolean hasInitial) {
        activations.restoreInput(layer, lanes * length);
        block(layer, activations.block(layer), lanes, length, hasInitial ? activations.initial() : null, null, 0,
                null);
    }

    private void requireMemory(CarriedState initial) {
        boolean windowed = initial != null && initial.hasWindow();
        if (windowed != mitigation instanceof Mitigation.Window || initial == null && mitigation != Mitigation.NONE) {
            throw new IllegalArgumentException("the mitigation " + mitigation.text()
                    + " needs a carried state that was made for it");
        }
    }

    private void embed(int[] tokens, int offset, int rows, float[] into) {
        int width = config.dModel();
        for (int row = 0; row < rows; row++) {
            System.arraycopy(weights.embeddings, tokens[offset + row] * width, into, row * width, width);
        }
    }

    /** @param next receives the sum of the block's input and output; null if that is not wanted */
    private void block(int layer, BlockActivations block, int lanes, int length, CarriedState initial,
                       CarriedState last, int firstLane, float[] next) {
        BlockWeights w = weights.blocks[layer];
        int rows = lanes * length;
        int width = config.dModel();
        RmsNorm.forward(ops, rows, width, Mamba2Config.NORM_EPSILON, block.input, w.norm, block.normed,
                block.inverseRms);
        w.toZ.apply(gemm, rows, block.normed, 0, width, block.z, 0, config.dInner(), false);
        w.toDt.apply(gemm, rows, block.normed, 0, width, block.dtRaw, 0, config.heads(), false);
        for (int row = 0; row < rows; row += BlockWeights.DT_ROWS) {
            int o = row * config.heads();
            int count = Math.min(BlockWeights.DT_ROWS, rows - row) * config.heads();
            ops.softplus(count, block.dtRaw, o, w.dtBias, 0, block.dt, o, block.dtSlope, o);
        }
        for (int lane = 0; lane < lanes; lane++) {
            convolve(w, block, lane, length, history(initial, layer), history(last, layer), firstLane + lane);
            scan(w, block, lane, length, states(initial, layer), states(last, layer), firstLane + lane,
                    initial == null ? null : initial.window(layer, firstLane + lane));
        }
        gatedNorm.forward(rows, block.y, w.skip, block.xbc, config.convChannels(), block.z, w.gatedNorm, block.gated,
                block.gatedInverseRms);
        if (next == null) {
            return;
        }
        if (next != block.input) {
            System.arraycopy(block.input, 0, next, 0, rows * width);
        }
        w.output.apply(gemm, rows, block.gated, 0, config.dInner(), next, 0, width, true);
    }

    private static float[] history(CarriedState state, int layer) {
        return state == null ? null : state.history[layer];
    }

    private static float[] states(CarriedState state, int layer) {
        return state == null ? null : state.states[layer];
    }

    /** Projects one lane to x | B | C and convolves it, with the rows before it from {@code initial}. */
    private void convolve(BlockWeights w, BlockActivations block, int lane, int length, float[] initial, float[] last,
                          int stateLane) {
        int channels = config.convChannels();
        int kept = (config.dConv() - 1) * channels;
        int start = lane * (kept + length * channels);
        if (initial == null) {
            Arrays.fill(block.convolutionInput, start, start + kept, 0);
        } else {
            System.arraycopy(initial, stateLane * kept, block.convolutionInput, start, kept);
        }
        int first = start + kept;
        w.toXbc.apply(gemm, length, block.normed, lane * length * config.dModel(), config.dModel(),
                block.convolutionInput, first, channels, false);
        CausalConv.forward(ops, length, channels, config.dConv(), block.convolutionInput, first, w.convolution,
                w.convolutionBias, block.xbc, block.xbcSlope, lane * length * channels);
        if (last != null) {
            System.arraycopy(block.convolutionInput, start + length * channels, last, stateLane * kept, kept);
        }
    }

    /** The state space layer over one lane, chunk by chunk. */
    private void scan(BlockWeights w, BlockActivations block, int lane, int length, float[] initial, float[] last,
                      int stateLane, WindowMemory memory) {
        int size = activations.shape.stateElements();
        int chunk = activations.shape.chunk();
        int chunks = activations.shape.chunks(length);
        int state = lane * (chunks + 1) * size;
        if (initial != null) {
            System.arraycopy(initial, stateLane * size, block.states, state, size);
        }
        for (int i = 0; i < chunks; i++) {
            int row = lane * length + i * chunk;
            int q = Math.min(chunk, length - i * chunk);
            boolean wanted = i + 1 < chunks || last != null;
            scan.chunk(memory, q, block, row, w.a, state, wanted ? state + size : -1, initial != null || i > 0);
            state += size;
        }
        if (last != null) {
            System.arraycopy(block.states, state, last, stateLane * size, size);
        }
    }
}
