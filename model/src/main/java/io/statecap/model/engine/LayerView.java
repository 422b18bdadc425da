package io.statecap.model.engine;

import io.statecap.model.Mamba2Config;

/**
 * One layer's activations over a piece: not copies, valid while an observer is called. Rows are tokens, one sequence
 * after another.
 *
 * @param layer     0-based
 * @param sequences number of sequences
 * @param length    tokens of each in this piece
 * @param dt        Δ after softplus, [rows, heads]
 * @param xbc       x | B | C after convolution and SiLU, without Δ, [rows, convChannels]
 * @param a         A, [heads]
 * @param states    states, see {@link #stateAfter}
 * @param config    sizes
 */
public record LayerView(int layer, int sequences, int length, float[] dt, float[] xbc, float[] a, float[] states,
                        Mamba2Config config) {

    /**
     * Where in {@link #states} the state [dState, dInner] of a sequence after {@code tokens} tokens of the piece
     * begins.
     *
     * @param tokens a multiple of {@link Activations#CHUNK}, or the whole piece; or 0, for the state before it
     */
    public int stateAfter(int sequence, int tokens) {
        int chunks = (length + Inference.CHUNK - 1) / Inference.CHUNK;
        int chunk = (tokens + Inference.CHUNK - 1) / Inference.CHUNK;
        return (sequence * (chunks + 1) + chunk) * config.dState() * config.dInner();
    }
}
