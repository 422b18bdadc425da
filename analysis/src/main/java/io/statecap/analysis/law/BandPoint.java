package io.statecap.analysis.law;

/**
 * A law at one state size, for drawing.
 *
 * @param stateSize S, elements
 * @param threshold T of the law, tokens
 * @param low       lower end of its 95 % interval; null where it is open or not known
 * @param high      upper end of its 95 % interval; null where it is open or not known
 */
public record BandPoint(double stateSize, double threshold, Double low, Double high) {}
