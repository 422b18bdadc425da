package io.statecap.model.network;

import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.SsdShape;
import io.statecap.model.kernel.WindowMemory;
import java.util.Arrays;

/**
 * What a few sequences carry from one piece to the next, all of it: per layer the state [dState, dInner] and the last
 * dConv − 1 inputs of the convolution [dConv − 1, convChannels], a lane after the other. A sliding window also carries
 * what it remembers of the inputs.
 */
public final class CarriedState {

    private final int lanes;
    private final int stateElements;
    private final int historyElements;
    final float[][] states;
    final float[][] history;
    /** [layers][lanes]; null without a window. */
    private final WindowMemory[][] windows;

    /** The empty state: zeros, from which every sequence starts. */
    public CarriedState(Mamba2Config config, int lanes) {
        this(config, lanes, Mitigation.NONE);
    }

    /** The empty state of a mitigated model. */
    public CarriedState(Mamba2Config config, int lanes, Mitigation mitigation) {
        this.lanes = lanes;
        stateElements = config.dState() * config.dInner();
        historyElements = (config.dConv() - 1) * config.convChannels();
        states = new float[config.layers()][];
        history = new float[config.layers()][];
        for (int layer = 0; layer < config.layers(); layer++) {
            states[layer] = Floats.array((long) lanes * stateElements);
            history[layer] = Floats.array((long) lanes * historyElements);
        }
        windows = mitigation instanceof Mitigation.Window window
                ? windows(config, lanes, window.tokens()) : null;
    }

    private static WindowMemory[][] windows(Mamba2Config config, int lanes, int tokens) {
        SsdShape shape = Activations.shape(config);
        WindowMemory[][] windows = new WindowMemory[config.layers()][lanes];
        for (WindowMemory[] layer : windows) {
            Arrays.setAll(layer, lane -> new WindowMemory(shape, tokens));
        }
        return windows;
    }

    boolean hasWindow() {
        return windows != null;
    }

    WindowMemory window(int layer, int lane) {
        return windows == null ? null : windows[layer][lane];
    }

    public int lanes() {
        return lanes;
    }

    /** Back to the empty state, one lane. */
    public void clear(int lane) {
        for (float[] state : states) {
            Arrays.fill(state, lane * stateElements, (lane + 1) * stateElements, 0);
        }
        for (float[] rows : history) {
            Arrays.fill(rows, lane * historyElements, (lane + 1) * historyElements, 0);
        }
        if (windows != null) {
            for (WindowMemory[] layer : windows) {
                layer[lane].clear();
            }
        }
    }

    /** Copies one lane of {@code from}, made for the same model and mitigation, into a lane of this. */
    public void copyLane(CarriedState from, int fromLane, int lane) {
        for (int layer = 0; layer < states.length; layer++) {
            System.arraycopy(from.states[layer], fromLane * stateElements, states[layer], lane * stateElements,
                    stateElements);
            System.arraycopy(from.history[layer], fromLane * historyElements, history[layer], lane * historyElements,
                    historyElements);
            if (windows != null) {
                windows[layer][lane].copyFrom(from.windows[layer][fromLane]);
            }
        }
    }

    /** A layer's states, a lane after the other, each [dState, dInner]; the array itself. */
    public float[] states(int layer) {
        return states[layer];
    }

    /** A layer's convolution inputs, a lane after the other, each [dConv − 1, convChannels]; the array itself. */
    public float[] history(int layer) {
        return history[layer];
    }
}
