package io.statecap.analysis.law;

/**
 * One threshold of one state size.
 *
 * @param stateSize S, elements
 * @param threshold T, tokens
 */
public record Point(double stateSize, double threshold) {}
