package io.statecap.model.cpu;

import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.MemoryFootprint;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.Inference.LayerObserver;
import io.statecap.model.engine.Inference.LossSink;
import io.statecap.model.engine.StartStates;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.VectorKernels;
import io.statecap.model.network.Activations;
import io.statecap.model.network.CarriedState;
import io.statecap.model.network.ForwardPass;
import io.statecap.model.network.MicroBatch;
import io.statecap.model.network.OutputHead;
import io.statecap.model.network.Weights;

/** Reads on the CPU; besides what probes need it gives logits and the carried state. */
public final class CpuInference implements Inference {

    private final Mamba2Config config;
    private final Weights weights;
    private final ForwardPass forward;
    private final OutputHead head;
    private final CarriedState state;
    private final MicroBatch micro;

    /**
     * @param model     its parameters are copied
     * @param sequences number of sequences side by side
     * @param length    tokens of the longest piece
     */
    public CpuInference(Mamba2 model, int sequences, int length) {
        this(CpuModel.of(model).weights(), sequences, length, Mitigation.NONE);
    }

    /** Weights may be shared by several instances. */
    CpuInference(Weights weights, int sequences, int length, Mitigation mitigation) {
        this.weights = weights;
        config = weights.config();
        micro = new MicroBatch(sequences, length);
        VectorKernels kernels = new VectorKernels();
        Gemm gemm = new Gemm();
        Activations activations = new Activations(config, micro, Activations.SavedForBackward.NONE);
        forward = new ForwardPass(kernels, gemm, weights, activations, mitigation);
        head = new OutputHead(kernels, gemm, weights, activations, false);
        state = new CarriedState(config, sequences, mitigation);
    }

    @Override
    public void start(int sequence, StartStates states, int index) {
        state.start(sequence, states, index);
    }

    @Override
    public void copySequence(Inference from, int fromSequence, int sequence) {
        state.copySequence(((CpuInference) from).state, fromSequence, sequence);
    }

    @Override
    public long heldBytes() {
        return MemoryFootprint.of(this) - MemoryFootprint.of(weights);
    }

    /** The carried state; not a copy. */
    public CarriedState state() {
        return state;
    }

    @Override
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

    @Override
    public void losses(int[] targets, int[] ages, int length, LossSink sink) {
        head.losses(targets, ages, 0, micro.sequences() * length, sink);
    }

    @Override
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
}
