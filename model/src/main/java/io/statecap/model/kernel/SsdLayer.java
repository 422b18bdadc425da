package io.statecap.model.kernel;

/**
 * Arrays of one layer's recurrence over the rows of a micro-batch, as the kernels read and write them. Made once a
 * layer; a call says which rows.
 *
 * @param xbc       x | B | C, [rows, channels]
 * @param dt        Δ, [rows, heads]
 * @param a         A, [heads], negative
 * @param states    states, each [dState, inner]; calls say by offsets which ones
 * @param y         receives y without the skip, [rows, inner]
 * @param fromState receives the part of y that comes from the state before the chunk, [rows, inner]
 */
public record SsdLayer(float[] xbc, float[] dt, float[] a, float[] states, float[] y, float[] fromState) {}
