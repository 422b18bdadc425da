package io.statecap.model;

import io.statecap.model.io.TensorSource;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.Ops;
import io.statecap.model.network.Activations;
import io.statecap.model.network.CarriedState;
import io.statecap.model.network.ForwardPass;
import io.statecap.model.network.LayerObserver;
import io.statecap.model.network.MicroBatch;
import io.statecap.model.network.OutputHead;
import io.statecap.model.network.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs a model over sequences of any length, piece by piece, with the state carried: memory does not grow with the
 * length. Any split into pieces gives the same results up to rounding, and pieces that are multiples of
 * {@link Activations#CHUNK} give the same bits. An instance belongs to one thread.
 */
public final class Inference {

    private final Mamba2Config config;
    private final ForwardPass forward;
    private final OutputHead head;
    private final CarriedState state;
    private final MicroBatch micro;

    /**
     * @param model  its parameters are copied
     * @param lanes  sequences that run side by side
     * @param length tokens of the longest piece
     */
    public Inference(Mamba2 model, int lanes, int length) {
        this(weights(model), lanes, length);
    }

    /** Likewise, with weights that several instances share. */
    public Inference(Weights weights, int lanes, int length) {
        this(weights, lanes, length, Mitigation.NONE);
    }

    /** Likewise, with a changed recurrence. */
    public Inference(Weights weights, int lanes, int length, Mitigation mitigation) {
        config = weights.config();
        micro = new MicroBatch(lanes, length);
        Ops ops = Ops.best();
        Gemm gemm = new Gemm(ops);
        Activations activations = new Activations(config, micro, Activations.Kept.NOTHING);
        forward = new ForwardPass(ops, gemm, weights, activations, mitigation);
        head = new OutputHead(ops, gemm, weights, activations, false);
        state = new CarriedState(config, lanes, mitigation);
    }

    /** A read-only copy of a model's parameters that many instances may share. */
    public static Weights weights(Mamba2 model) {
        Weights weights = new Weights(Ops.best(), model.config(), false);
        weights.refresh(model.parameters());
        return weights;
    }

    /**
     * Likewise, packed straight from a checkpoint: its parameters never exist a second time.
     *
     * @throws IOException where the checkpoint cannot be read
     */
    public static Weights weights(Mamba2Config config, TensorSource source) throws IOException {
        Weights weights = new Weights(Ops.best(), config, false);
        try {
            weights.refresh((name, from, target, offset, count) -> {
                try {
                    source.read(name, from, target, offset, count);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return weights;
    }

    /** Back to the empty state. */
    public void reset() {
        for (int lane = 0; lane < state.lanes(); lane++) {
            state.clear(lane);
        }
    }

    /** What is carried; the object itself. */
    public CarriedState state() {
        return state;
    }

    /**
     * Reads a piece.
     *
     * @param tokens [lanes, length]
     * @throws IllegalArgumentException for a token outside the vocabulary, or a piece longer than announced
     */
    public void read(int[] tokens, int length) {
        read(tokens, length, LayerObserver.NONE);
    }

    /** Likewise, with somebody who looks at each layer. */
    public void read(int[] tokens, int length, LayerObserver observer) {
        if (length > micro.length() || tokens.length < micro.lanes() * length) {
            throw new IllegalArgumentException("a piece of " + length + " tokens, where at most " + micro.length()
                    + " were announced, or fewer tokens than lanes x length");
        }
        for (int i = 0; i < micro.lanes() * length; i++) {
            if (tokens[i] < 0 || tokens[i] >= config.vocabulary()) {
                throw new IllegalArgumentException("token id " + tokens[i] + " at position " + i % length
                        + " is outside the vocabulary, 0 to " + (config.vocabulary() - 1));
            }
        }
        forward.run(tokens, 0, micro.lanes(), length, state, state, 0, observer);
    }

    /**
     * Losses of predicting {@code targets} after the piece just read.
     *
     * @param targets [lanes, length]
     * @param ages    [lanes, length]; which targets count, see {@link io.statecap.datasets.TokenStream#read}
     */
    public void losses(int[] targets, int[] ages, int length, OutputHead.LossSink sink) {
        head.losses(targets, ages, 0, micro.lanes() * length, sink);
    }

    /** The most likely token after the piece just read, one a lane; of equally likely ones the smallest. */
    public int[] mostLikely(int length) {
        int[] best = new int[micro.lanes()];
        for (int lane = 0; lane < best.length; lane++) {
            int last = (lane + 1) * length - 1;
            int into = lane;
            head.logits(last, last + 1, (row, logits, offset) -> {
                for (int token = 1; token < config.vocabulary(); token++) {
                    if (logits[offset + token] > logits[offset + best[into]]) {
                        best[into] = token;
                    }
                }
            });
        }
        return best;
    }

    /** Logits of the piece just read, [lanes, length, vocabulary]. */
    public INDArray logits(int length) {
        int vocabulary = config.vocabulary();
        float[] all = new float[Math.multiplyExact(micro.lanes() * length, vocabulary)];
        head.logits(0, micro.lanes() * length,
                (row, logits, offset) -> System.arraycopy(logits, offset, all, row * vocabulary, vocabulary));
        return Nd4j.create(all, new long[] {micro.lanes(), length, vocabulary}, 'c').castTo(DataType.FLOAT);
    }

    /** A layer's states, [lanes, heads, headDim, dState]. */
    public INDArray states(int layer) {
        int inner = config.dInner();
        int n = config.dState();
        float[] from = state.states(layer);
        float[] to = new float[state.lanes() * inner * n];
        for (int lane = 0; lane < state.lanes(); lane++) {
            for (int s = 0; s < n; s++) {
                for (int channel = 0; channel < inner; channel++) {
                    to[(lane * inner + channel) * n + s] = from[(lane * n + s) * inner + channel];
                }
            }
        }
        return Nd4j.create(to, new long[] {state.lanes(), config.heads(), config.headDim(), n}, 'c');
    }

    /** A layer's last inputs of the convolution, [lanes, convChannels, dConv − 1], the latest last. */
    public INDArray convolutionStates(int layer) {
        int channels = config.convChannels();
        int kept = config.dConv() - 1;
        float[] from = state.history(layer);
        float[] to = new float[state.lanes() * channels * kept];
        for (int lane = 0; lane < state.lanes(); lane++) {
            for (int row = 0; row < kept; row++) {
                for (int channel = 0; channel < channels; channel++) {
                    to[(lane * channels + channel) * kept + row] = from[(lane * kept + row) * channels + channel];
                }
            }
        }
        return Nd4j.create(to, new long[] {state.lanes(), channels, kept}, 'c');
    }
}
