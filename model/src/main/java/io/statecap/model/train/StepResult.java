package io.statecap.model.train;

/**
 * What one training step measured.
 *
 * @param step         number of the step, from 1
 * @param tokens       tokens seen so far, this step's included
 * @param loss         mean loss of the step's scored targets, nats
 * @param gradNorm     global gradient norm before clipping
 * @param learningRate rate of this step
 */
public record StepResult(long step, long tokens, double loss, double gradNorm, double learningRate) {}
