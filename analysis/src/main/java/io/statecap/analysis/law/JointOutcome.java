package io.statecap.analysis.law;

/**
 * Outcome of one trial for the joint fit.
 *
 * @param size        number of the model size that it belongs to: trials of one size are drawn together
 * @param stateSize   S, elements
 * @param seed        training seed
 * @param trainLength T, tokens
 * @param collapsed   its outcome
 */
public record JointOutcome(int size, double stateSize, long seed, double trainLength, boolean collapsed) {}
