package io.statecap.analysis.table;

import java.io.Serializable;
import java.util.List;

/** Loss of one trial in one bucket of positions, for one slice, prompt and mitigation. */
public record CurveRow(String trialId, String probe, String prompt, String slice, String mitigation, Long step,
                       int trainLength, long fromPosition, long toPosition, Double loss, Double lossStderr,
                       Double accuracy, int sequences, List<Double> lossBySequence) implements Serializable {}
