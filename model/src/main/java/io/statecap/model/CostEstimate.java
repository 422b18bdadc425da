package io.statecap.model;

import io.statecap.model.train.TrainingSettings;
import io.statecap.model.network.Activations;
import io.statecap.model.network.MicroBatch;
import io.statecap.model.network.OutputHead;

/** What a training or a probe will cost, computed from sizes alone. */
public final class CostEstimate {

    /** Chunk length that the usual count of floating point operations assumes. */
    private static final int CHUNK = 64;
    /**
     * Operations that a plain pass does in the additional time of a mitigated one, a state element and token: fitted to
     * the times in docs/probes.md. Both read and write states rather than multiply.
     */
    private static final double NORMALISED = 80;
    private static final double WINDOWED = 2;
    private static final double WINDOWED_A_TOKEN = 0.013;
    /** Rows of the pieces that probes read. */
    private static final int PIECE_ROWS = 8 * Activations.CHUNK;
    /** Logits that exist at a time: this many, or those of so many rows. */
    private static final int LOGITS = 1 << 17;
    private static final int LOGIT_ROWS = 32;

    private CostEstimate() {}

    /** Floating point operations of a forward pass, a token; a training step takes three times as many. */
    public static double forwardFlops(Mamba2Config c) {
        return blockFlops(c) + 2.0 * c.dModel() * c.vocabulary();
    }

    /** Likewise, of all blocks without the output head: what a probe takes that asks for no losses. */
    public static double blockFlops(Mamba2Config c) {
        double state = (double) c.groups() * c.dState();
        double layer = c.dModel() * (2.0 * c.dInner() + 2 * state + c.heads())
                + (double) c.dInner() * c.dModel()
                + CHUNK * state + (double) CHUNK * c.dInner()
                + 2.0 * c.dState() * c.dInner();
        return 2 * c.layers() * layer;
    }

    /**
     * Likewise, under a mitigation: as many operations as a plain pass does in the time that the mitigated one takes.
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

    /** Bytes of weights that are packed for reading alone, on the heap. */
    public static long weightBytes(Mamba2Config config) {
        long embeddings = (long) config.vocabulary() * config.dModel();
        long matrix = Math.max((long) config.projectionWidth() * config.dModel(), config.tied() ? 0 : embeddings);
        return Float.BYTES * (config.parameters() + (config.tied() ? embeddings : 0) + matrix);
    }

    /**
     * Bytes that reading sequences with such weights takes besides, on the heap.
     *
     * @param lanes sequences side by side, in pieces of 512 tokens together
     */
    public static long readingBytes(Mamba2Config config, int lanes, Mitigation mitigation) {
        long rows = Math.max(PIECE_ROWS, (long) lanes * Activations.CHUNK);
        long chunks = rows / lanes / Activations.CHUNK + 1;
        long stateElements = (long) config.dState() * config.dInner();
        long block = rows * (2L * config.dModel() + 4L * config.dInner() + 3L * config.convChannels()
                + 3L * config.heads() + 2) + lanes * chunks * stateElements;
        long logits = Math.max((long) LOGIT_ROWS * config.vocabulary(), LOGITS);
        long carried = (long) config.layers()
                * (stateElements + (config.dConv() - 1L) * config.convChannels() + windowElements(config, mitigation));
        return Float.BYTES * (block + 2 * rows * config.dModel() + logits + lanes * carried);
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

    /** Peak bytes of a training, on heap and off heap together, without the JVM's own. */
    public static long trainingBytes(Mamba2Config config, TrainingSettings settings, int threads) {
        return trainingBytes(config, settings, threads, false);
    }

    /** Likewise; with {@code recompute}, each block's input is kept and one block's activations. */
    public static long trainingBytes(Mamba2Config config, TrainingSettings settings, int threads, boolean recompute) {
        int workers = Math.min(threads, settings.lanes());
        MicroBatch micro = MicroBatch.of((settings.lanes() + workers - 1) / workers, settings.length());
        long rows = micro.rows();
        long states = (long) micro.lanes() * ((settings.length() + Activations.CHUNK - 1) / Activations.CHUNK + 1)
                * config.dState() * config.dInner();
        long perLayer = rows * (2L * config.dModel() + 4L * config.dInner() + 3L * config.convChannels()
                + 3L * config.heads() + 2) + states;
        long activations = recompute ? perLayer + config.layers() * rows * config.dModel() : config.layers() * perLayer;
        long backward = rows * (4L * config.dModel() + 3L * config.dInner() + 2L * config.convChannels()
                + config.heads());
        long parameters = config.parameters();
        // Off heap: weights and two moments; shared: weights packed both ways and the embeddings; a worker: gradients.
        long shared = 3 * parameters + 2 * parameters + 2L * config.vocabulary() * config.dModel();
        long batch = 3L * settings.batchTokens();
        // Held even where sequences start from zeros: it is small beside the activations.
        long carried = (long) settings.lanes() * config.layers()
                * (config.dState() * config.dInner() + (config.dConv() - 1) * config.convChannels());
        return 4 * (shared + batch + carried + workers * (parameters + activations + backward + rows * 2L
                * config.dModel()));
    }

    /**
     * Most bytes of an {@link Inference} for pieces of some length, the weights aside: one block's activations, states
     * at the chunks' ends, the carried state and a tile of logits.
     */
    public static long inferenceBytes(Mamba2Config config, int lanes, int length) {
        long rows = (long) lanes * length;
        long stateSize = (long) config.dState() * config.dInner();
        long chunks = (long) lanes * ((length + Activations.CHUNK - 1) / Activations.CHUNK + 1);
        long block = rows * (4L * config.dModel() + 4L * config.dInner() + 3L * config.convChannels()
                + 3L * config.heads() + 2) + chunks * stateSize;
        long carried = (long) lanes * config.layers()
                * (stateSize + (config.dConv() - 1L) * config.convChannels());
        return Float.BYTES * (block + carried + OutputHead.tileFloats(config));
    }
}
