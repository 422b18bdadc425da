package io.statecap.analysis.table;

import java.io.Serializable;

/** Statistics of one head's state [headDim, dState] after one position. */
public record StateRow(String trialId, String prompt, String mitigation, Long step, int layer, int head, long position,
                       double mean, double variance, double rms, double maxAbs) implements Serializable {}
