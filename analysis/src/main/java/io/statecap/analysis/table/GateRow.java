package io.statecap.analysis.table;

import java.io.Serializable;

/** Statistics of one gate quantity of one head over a bucket of positions. */
public record GateRow(String trialId, String prompt, String mitigation, Long step, int layer, int head,
        long fromPosition, long toPosition, String quantity, double mean, double variance) implements Serializable {}
