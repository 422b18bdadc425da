package io.statecap.model;

import io.statecap.model.io.TensorSource;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.VectorKernels;
import io.statecap.model.nd4j.Mamba2State;
import io.statecap.model.nd4j.OffHeapFloats;
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
     * @param model     its parameters are copied
     * @param sequences number of sequences side by side
     * @param length    tokens of the longest piece
     */
    public Inference(Mamba2 model, int sequences, int length) {
        this(weights(model), sequences, length);
    }

    /** Weights may be shared by several instances. */
    public Inference(Weights weights, int sequences, int length) {
        this(weights, sequences, length, Mitigation.NONE);
    }

    /** @param mitigation change of the recurrence */
    public Inference(Weights weights, int sequences, int length, Mitigation mitigation) {
        config = weights.config();
        micro = new MicroBatch(sequences, length);
        VectorKernels kernels = VectorKernels.best();
        Gemm gemm = new Gemm(kernels);
        Activations activations = new Activations(config, micro, Activations.SavedForBackward.NONE);
        forward = new ForwardPass(kernels, gemm, weights, activations, mitigation);
        head = new OutputHead(kernels, gemm, weights, activations, false);
        state = new CarriedState(config, sequences, mitigation);
    }

    /** A read-only copy of a model's parameters that many instances may share. */
    public static Weights weights(Mamba2 model) {
        Weights weights = new Weights(VectorKernels.best(), model.config(), false);
        weights.refresh(model.parameters());
        return weights;
    }

    /**
     * The parameters of a checkpoint, packed while they are read, so that they are in memory once.
     *
     * @throws IOException where the checkpoint cannot be read
     */
    public static Weights weights(Mamba2Config config, TensorSource source) throws IOException {
        Weights weights = new Weights(VectorKernels.best(), config, false);
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
        for (int sequence = 0; sequence < state.sequences(); sequence++) {
            state.clear(sequence);
        }
    }

    /** The carried state; not a copy. */
    public CarriedState state() {
        return state;
    }

    /**
     * Reads a piece.
     *
     * @param tokens [sequences, length]
     * @throws IllegalArgumentException for a token outside the vocabulary, or a piece longer than the constructor's
     *                                  {@code length}
     */
    public void read(int[] tokens, int length) {
        read(tokens, length, LayerObserver.NONE);
    }

    /** @param observer called after each layer */
    public void read(int[] tokens, int length, LayerObserver observer) {
        if (length > micro.length() || tokens.length < micro.sequences() * length) {
            throw new IllegalArgumentException("a piece of " + length + " tokens, where at most " + micro.length()
                    + " are allowed, or fewer tokens than sequences x length");
        }
        for (int i = 0; i < micro.sequences() * length; i++) {
            if (tokens[i] < 0 || tokens[i] >= config.vocabulary()) {
                throw new IllegalArgumentException("token id " + tokens[i] + " at position " + i % length
                        + " is outside the vocabulary, 0 to " + (config.vocabulary() - 1));
            }
        }
        forward.run(tokens, 0, micro.sequences(), length, state, state, 0, observer);
    }

    /**
     * Losses of predicting {@code targets} after the piece just read.
     *
     * @param targets [sequences, length]
     * @param ages    [sequences, length]; which targets count, see {@link io.statecap.datasets.TokenStream#read}
     */
    public void losses(int[] targets, int[] ages, int length, OutputHead.LossSink sink) {
        head.losses(targets, ages, 0, micro.sequences() * length, sink);
    }

    /** The most likely token after the piece just read, for each sequence; of equally likely ones the smallest. */
    public int[] mostLikely(int length) {
        int[] best = new int[micro.sequences()];
        for (int sequence = 0; sequence < best.length; sequence++) {
            int last = (sequence + 1) * length - 1;
            int into = sequence;
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

    /** Logits of the piece just read, row by row: sequence {@code row / length}, position {@code row % length}. */
    public void logits(int length, OutputHead.LogitsSink sink) {
        head.logits(0, micro.sequences() * length, sink);
    }

    /** Logits of the piece just read, [sequences, length, vocabulary]; a copy. */
    public INDArray logits(int length) {
        int vocabulary = config.vocabulary();
        INDArray all = Nd4j.createUninitialized(DataType.FLOAT,
                new long[] {micro.sequences(), length, vocabulary}, 'c');
        logits(length, (row, logits, offset) ->
                OffHeapFloats.write(all, (long) row * vocabulary, logits, offset, vocabulary));
        return all;
    }

    /** A layer's states, [sequences, heads, headDim, dState]; a copy. */
    public INDArray states(int layer) {
        return Mamba2State.states(config, state, layer);
    }

    /**
     * A layer's last inputs of the convolution, [sequences, convChannels, dConv − 1], the latest last; a copy, null
     * where dConv is 1.
     */
    public INDArray convolutionStates(int layer) {
        return Mamba2State.convolutionStates(config, state, layer);
    }
}
