package io.statecap.analysis.table;

import java.io.Serializable;

/** One step of a training. */
public record TrainingRow(String trialId, long step, long tokens, double loss, double gradNorm, double learningRate)
        implements Serializable {}
