package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.StartStates;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.SsdShape;
import io.statecap.model.kernel.WindowMemory;
import java.util.Arrays;

/**
 * The whole state that sequences carry from one piece to the next: per layer the state [dState, dInner] and the last
 * dConv − 1 inputs of the convolution [dConv − 1, convChannels], one sequence after another. A sliding window also
 * carries the inputs within it.
 */
public final class CarriedState {

    private final int sequences;
    private final int stateElements;
    private final int historyElements;
    final float[][] states;
    final float[][] history;
    /** [layers][sequences]; null without a window. */
    private final WindowMemory[][] windows;

    /** The empty state: zeros, from which every sequence starts. */
    public CarriedState(Mamba2Config config, int sequences) {
        this(config, sequences, Mitigation.NONE);
    }

    /** The empty state of a mitigated model. */
    public CarriedState(Mamba2Config config, int sequences, Mitigation mitigation) {
        this.sequences = sequences;
        stateElements = config.dState() * config.dInner();
        historyElements = (config.dConv() - 1) * config.convChannels();
        states = new float[config.layers()][];
        history = new float[config.layers()][];
        for (int layer = 0; layer < config.layers(); layer++) {
            states[layer] = Floats.array((long) sequences * stateElements);
            history[layer] = Floats.array((long) sequences * historyElements);
        }
        windows = mitigation instanceof Mitigation.Window window
                ? windows(config, sequences, window.tokens()) : null;
    }

    private static WindowMemory[][] windows(Mamba2Config config, int sequences, int tokens) {
        SsdShape shape = Activations.shape(config);
        WindowMemory[][] windows = new WindowMemory[config.layers()][sequences];
        for (WindowMemory[] layer : windows) {
            Arrays.setAll(layer, sequence -> new WindowMemory(shape, tokens));
        }
        return windows;
    }

    WindowMemory window(int layer, int sequence) {
        return windows == null ? null : windows[layer][sequence];
    }

    public int sequences() {
        return sequences;
    }

    /** Resets one sequence to the empty state. */
    public void clear(int sequence) {
        for (float[] state : states) {
            Arrays.fill(state, sequence * stateElements, (sequence + 1) * stateElements, 0);
        }
        for (float[] rows : history) {
            Arrays.fill(rows, sequence * historyElements, (sequence + 1) * historyElements, 0);
        }
        if (windows != null) {
            for (WindowMemory[] layer : windows) {
                layer[sequence].clear();
            }
        }
    }

    /** Resets one sequence to a given state; to the empty one where {@code start} is empty. */
    public void start(int sequence, StartStates start, int index) {
        clear(sequence);
        if (!start.isEmpty()) {
            copy(start.states(), start.history(), index, sequence);
        }
    }

    /** Copies of the first {@code count} sequences' states. */
    public StartStates first(int count) {
        float[][] firstStates = new float[states.length][];
        float[][] firstHistory = new float[states.length][];
        for (int layer = 0; layer < states.length; layer++) {
            firstStates[layer] = Arrays.copyOf(states[layer], count * stateElements);
            firstHistory[layer] = Arrays.copyOf(history[layer], count * historyElements);
        }
        return new StartStates(count, firstStates, firstHistory);
    }

    /** Copies one sequence of {@code from}, made for the same model and mitigation, into a sequence of this. */
    public void copySequence(CarriedState from, int fromSequence, int sequence) {
        copy(from.states, from.history, fromSequence, sequence);
        for (int layer = 0; windows != null && layer < windows.length; layer++) {
            windows[layer][sequence].copyFrom(from.windows[layer][fromSequence]);
        }
    }

    private void copy(float[][] fromStates, float[][] fromHistory, int index, int sequence) {
        for (int layer = 0; layer < states.length; layer++) {
            System.arraycopy(fromStates[layer], index * stateElements, states[layer], sequence * stateElements,
                    stateElements);
            System.arraycopy(fromHistory[layer], index * historyElements, history[layer], sequence * historyElements,
                    historyElements);
        }
    }

    /** A layer's states, one sequence after another, each [dState, dInner]; the array itself. */
    public float[] states(int layer) {
        return states[layer];
    }

    /** A layer's convolution inputs, one sequence after another, each [dConv − 1, convChannels]; the array itself. */
    public float[] history(int layer) {
        return history[layer];
    }
}
