package io.statecap.model.kernel;

/**
 * Gradients of the arrays of an {@link SsdLayer}. Made once a layer.
 *
 * @param y     of y, [rows, inner]
 * @param state of one state, [dState, inner]: of the one after the chunk before a call, of the one before it afterwards
 * @param xbc   receives that of x | B | C, [rows, channels]
 * @param dt    receives that of Δ, [rows, heads]
 * @param a     added to: that of A, [heads]
 */
public record SsdGradients(float[] y, float[] state, float[] xbc, float[] dt, double[] a) {}
