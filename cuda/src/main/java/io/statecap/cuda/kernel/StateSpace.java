package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Stream;

/**
 * The recurrence of one layer over sequences of one length (arXiv 2405.21060, section 6): x | B | C in {@code xbc}
 * [sequences · length, convChannels], Δ before bias and softplus in the last columns of {@code proj}, whose rows are
 * {@code ldProj} elements apart. States are float32 [sequences, heads, headDim, dState]. Addresses are on the device;
 * 0 stands for none.
 */
public interface StateSpace {

    /** Bytes that {@link #forward} keeps for {@link #backward}. */
    long keptBytes(int sequences, int length);

    /**
     * From x, B, C and Δ to y, which holds D·x.
     *
     * @param initial    states before the first position; 0 for zeros
     * @param logDecay   added to every Δ·A
     * @param inputScale factor on every Δ·B·x
     * @param last       receives the states after the last position; 0 if not wanted; may be {@code initial}
     * @param kept       receives what the backward pass needs; 0 where there is none
     */
    void forward(Stream stream, int sequences, int length, long xbc, long proj, int ldProj, long dtBias, long aLog,
                 long d, long initial, float logDecay, float inputScale, long y, long last, long kept);

    /**
     * Gradients, from that of y. {@code dXbc} and the Δ columns of {@code dProj} are overwritten, the float32
     * gradients of the parameters added to.
     */
    void backward(Stream stream, int sequences, int length, long xbc, long proj, int ldProj, long dtBias, long aLog,
                  long d, long initial, long kept, long dy, long dXbc, long dProj, long dDtBias, long dALog, long dD);
}
