package io.statecap.model;

import io.statecap.model.engine.ReadingShape;
import io.statecap.model.network.Activations;
import io.statecap.model.network.MicroBatch;
import io.statecap.model.network.OutputHead;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.TrainingSettings;

/** Operations and memory of a training or a probe, computed from sizes alone. */
public final class CostEstimate {

    /** Chunk length that the usual count of floating point operations assumes. */
    private static final int CHUNK = 64;
    /**
     * Additional operations of a mitigated pass, a state element and token, in units of a plain pass's rate: fitted to
     * the times in docs/probes.md. Mitigations are bound by memory, so their own count of operations would be too low.
     */
    private static final double NORMALISED = 80;
    private static final double WINDOWED = 2;
    private static final double WINDOWED_A_TOKEN = 0.013;
    /** Columns of a packed matrix are padded to a multiple of this with 512-bit vectors; of less with shorter ones. */
    private static final int PANEL = 32;
    /** Columns of the inputs that a gradient of weights packs at a time. */
    private static final int GRADIENT_ROWS = 256;
    private static final int WEIGHTS_AND_MOMENTS = 3;
    /** Inputs, targets and ages. */
    private static final int INTS_A_TOKEN = 3;
    /** Tiles of weights and moments that the optimiser works on. */
    private static final long OPTIMISER = 3L << 14;

    private final Mamba2Config c;
    private final long inner;
    private final long channels;
    private final long stateElements;

    private CostEstimate(Mamba2Config config) {
        c = config;
        inner = config.dInner();
        channels = config.convChannels();
        stateElements = (long) config.dState() * config.dInner();
    }

    /** Floating point operations of a forward pass, a token; a training step takes three times as many. */
    public static double forwardFlops(Mamba2Config c) {
        return blockFlops(c) + 2.0 * c.dModel() * c.vocabulary();
    }

    /** Floating point operations of all blocks without the output head, a token: a probe that needs no losses. */
    public static double blockFlops(Mamba2Config c) {
        double state = (double) c.groups() * c.dState();
        double layer = c.dModel() * (2.0 * c.dInner() + 2 * state + c.heads())
                + (double) c.dInner() * c.dModel()
                + CHUNK * state + (double) CHUNK * c.dInner()
                + 2.0 * c.dState() * c.dInner();
        return 2 * c.layers() * layer;
    }

    /**
     * Floating point operations that a plain pass would do in the time of one with a mitigation, without the output
     * head, a token.
     */
    public static double blockFlops(Mamba2Config c, Mitigation mitigation) {
        double more = 0;
        if (mitigation instanceof Mitigation.Normalise) {
            more = NORMALISED;
        } else if (mitigation instanceof Mitigation.Window window) {
            more = WINDOWED + window.tokens() * WINDOWED_A_TOKEN;
        }
        return blockFlops(c) + more * c.layers() * c.dState() * c.dInner();
    }

    /**
     * Bytes that a probe needs to read sequences, on the heap, without the weights.
     *
     * @param sequences number of sequences side by side, in pieces of 512 tokens together
     */
    public static long readingBytes(Mamba2Config config, int sequences, Mitigation mitigation) {
        return inferenceBytes(config, sequences, ReadingShape.CPU.length(sequences))
                + Float.BYTES * sequences * config.layers() * windowElements(config, mitigation);
    }

    /** Floats of a window, a layer and sequence: inputs, their decays, a state for each block of them. */
    private static long windowElements(Mamba2Config config, Mitigation mitigation) {
        if (!(mitigation instanceof Mitigation.Window window)) {
            return 0;
        }
        long blocks = window.tokens() / Activations.CHUNK + 2;
        long inputs = config.dInner() + (long) config.groups() * config.dState() + 2L * config.heads();
        return blocks * (Activations.CHUNK * inputs + (long) config.dState() * config.dInner());
    }

    /**
     * Bytes that a training holds, on heap and off heap together, without the JVM's own.
     *
     * @param recompute whether only the blocks' inputs are saved, with one block's activations
     */
    public static long trainingBytes(Mamba2Config config, TrainingSettings settings, int threads,
                                     boolean recompute) {
        return Float.BYTES * new CostEstimate(config).training(settings, threads, recompute);
    }

    /** Bytes of weights packed for forward passes alone, as probes share them. */
    public static long weightBytes(Mamba2Config config) {
        return Float.BYTES * new CostEstimate(config).weights(false);
    }

    /**
     * Bytes of an {@link io.statecap.model.engine.Inference} of {@code sequences} sequences in pieces of
     * {@code length}, without the weights.
     */
    public static long inferenceBytes(Mamba2Config config, int sequences, int length) {
        CostEstimate estimate = new CostEstimate(config);
        MicroBatch micro = new MicroBatch(sequences, length);
        return Float.BYTES * (estimate.block(micro) + estimate.residual(micro) + estimate.scratch()
                + estimate.head(micro, false) + estimate.carried(sequences));
    }

    private long training(TrainingSettings settings, int threads, boolean recompute) {
        int workers = Math.min(threads, settings.sequences());
        MicroBatch micro = MicroBatch.of((settings.sequences() + workers - 1) / workers, settings.length());
        long blocks = recompute ? block(micro) + c.layers() * (long) micro.rows() * c.dModel()
                : c.layers() * block(micro);
        if (recompute && settings.start().kind() != InitialStates.Kind.ZERO) {
            blocks += carried(micro.sequences());
        }
        long worker = blocks + residual(micro) + scratch() + head(micro, true) + backward(micro) + gradients();
        return WEIGHTS_AND_MOMENTS * c.parameters() + OPTIMISER + weights(true) + workers * worker
                // Allocated even where sequences start from zeros: it is small beside the activations.
                + carried(settings.sequences()) + (long) INTS_A_TOKEN * settings.batchTokens();
    }

    private static long padded(long columns) {
        return (columns + PANEL - 1) / PANEL * PANEL;
    }

    /** A matrix [out, in] as it is packed. */
    private static long packed(long in, long out, boolean withBackward) {
        return padded(out) * in + (withBackward ? padded(in) * out : 0);
    }

    private long weights(boolean withBackward) {
        long layer = packed(c.dModel(), inner, withBackward) + packed(c.dModel(), channels, withBackward)
                + packed(c.dModel(), c.heads(), withBackward) + packed(inner, c.dModel(), withBackward)
                + (c.dConv() + 1L) * channels + 2 * inner + c.dModel();
        long embeddings = (long) c.vocabulary() * c.dModel();
        long scratch = Math.max(c.tied() ? 0 : embeddings,
                (long) c.dModel() * Math.max(c.projectionWidth(), inner));
        return c.layers() * layer + embeddings + packed(c.dModel(), c.vocabulary(), withBackward) + scratch;
    }

    /** One block's activations. */
    private long block(MicroBatch micro) {
        long rows = micro.rows();
        long chunks = (micro.length() + Activations.CHUNK - 1) / Activations.CHUNK;
        return rows * (2L * c.dModel() + 4 * inner + 3 * channels + 3L * c.heads() + 2)
                + micro.sequences() * ((c.dConv() - 1L) * channels + (chunks + 1) * stateElements);
    }

    /** The residual stream after the last block, and after the norm. */
    private long residual(MicroBatch micro) {
        return micro.rows() * (2L * c.dModel() + 1);
    }

    /** Buffers of a forward pass for one chunk. */
    private long scratch() {
        long q = Activations.CHUNK;
        return q * (inner + c.dState() + 2 * q + 4L * c.heads()) + 4 * inner;
    }

    /** Logits, a few rows at a time. */
    private long head(MicroBatch micro, boolean withBackward) {
        long tile = OutputHead.tileRows(c.vocabulary());
        return tile * (c.vocabulary() + c.dModel() + 1L)
                + (withBackward ? (tile + micro.rows()) * c.dModel() : 0);
    }

    /** Gradients of one block's activations, and buffers of a backward pass for one chunk or one product. */
    private long backward(MicroBatch micro) {
        long rows = micro.rows();
        long q = Activations.CHUNK;
        long chunk = q * (3 * inner + 4 * q + 5L * c.heads()) + c.dState() * Math.max(q, inner);
        long product = Math.min(GRADIENT_ROWS, rows) * padded(Math.max(c.dModel(), inner));
        return rows * (2L * c.dModel() + 3 * inner + 2 * channels + c.heads()) + stateElements + chunk + product
                + 4 * inner;
    }

    /** Gradients of all parameters; those of the convolution in two layouts. */
    private long gradients() {
        return c.parameters() + c.layers() * (c.dConv() * channels + inner);
    }

    /** State that sequences carry. */
    private long carried(int sequences) {
        return (long) sequences * c.layers() * (stateElements + (c.dConv() - 1L) * channels);
    }
}
