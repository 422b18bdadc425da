package io.statecap.analysis.table;

/** One step of a training. */
public record TrainingRow(String trialId, long step, long tokens, double loss, double gradNorm, double learningRate) {}
