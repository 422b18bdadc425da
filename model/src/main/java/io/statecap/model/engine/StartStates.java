package io.statecap.model.engine;

import java.io.Serializable;

/**
 * States that sequences may start from instead of the empty one. Layouts are those of the CPU.
 *
 * @param count   how many; 0 stands for the empty state
 * @param states  by layer: one after another, each [dState, dInner]
 * @param history by layer: one after another, the last inputs of the convolution, each [dConv − 1, convChannels], the
 *                latest last
 */
public record StartStates(int count, float[][] states, float[][] history) implements Serializable {

    /** Zeros, from which a model starts that nothing is known of. */
    public static final StartStates EMPTY = new StartStates(0, new float[0][], new float[0][]);

    /** Whether sequences start from zeros. */
    public boolean isEmpty() {
        return count == 0;
    }
}
