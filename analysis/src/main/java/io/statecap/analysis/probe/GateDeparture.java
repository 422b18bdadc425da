package io.statecap.analysis.probe;

/**
 * When one quantity leaves the range that it had within the training length.
 *
 * @param quantity as in the column of that name
 * @param heads    heads (of all layers; for B: groups) that were probed
 * @param left     those that leave
 * @param first    position at which the first one leaves: the start of its bucket; null if none does
 * @param median   position at which half of those that leave have left; null if none does
 * @param excess   farthest that a bucket's mean lies outside the range, in widths of the range, median over heads
 */
public record GateDeparture(String quantity, int heads, int left, Long first, Long median, double excess) {}
