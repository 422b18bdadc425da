package io.statecap.model.probe;

import java.io.Serializable;

/**
 * A head's state [headDim, dState] after one position, over all its elements (and all sequences, where there are
 * several).
 *
 * @param layer    0-based
 * @param head     0-based
 * @param position 0-based index of the last token read
 * @param mean     of the elements
 * @param variance mean squared distance from the mean
 * @param rms      root mean square
 * @param maxAbs   largest magnitude
 */
public record HeadState(int layer, int head, long position, double mean, double variance, double rms,
                        double maxAbs) implements Serializable {}
