package io.statecap.model.probe;

import java.io.Serializable;

/**
 * One gate quantity of one head over a bucket of positions.
 *
 * @param layer    0-based
 * @param head     0-based; for {@link GateQuantity#B} the group
 * @param from     first position
 * @param to       one past the last position
 * @param quantity which quantity
 * @param mean     over the bucket's tokens, and dState for B, headDim for x
 * @param variance mean squared distance from that mean
 */
public record GateBucket(int layer, int head, long from, long to, GateQuantity quantity, double mean,
                         double variance) implements Serializable {}
