package io.statecap.analysis.law;

/**
 * One trial as the model sees it.
 *
 * @param size        number of the model size that it belongs to
 * @param x           what the law is a function of: S in elements, or a rival of it
 * @param seed        training seed
 * @param trainLength T, tokens
 * @param collapsed   its outcome
 */
public record Observation(int size, double x, long seed, double trainLength, boolean collapsed) {}
