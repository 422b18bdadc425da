package io.statecap.analysis.table;

import io.statecap.analysis.collapse.Collapse;
import java.time.Instant;

/** One trial: its configuration, its outcome and where it ran. Columns as documented in the README. */
public record TrialRow(String trialId, String sweep, String dataset, String group, int dModel, int layers, int headDim,
                       int expand, int dState, long stateSize, long parameters, int trainLength, long seed,
                       double learningRate, long tokens, Double finalTrainLoss, Double baselineLoss, Double worstLoss,
                       Boolean collapsed, Long collapsePosition, String status, String error, int attempts,
                       Double trainSeconds, Double tokensPerSecond, Long peakMemoryBytes, int threads, String host,
                       String version, Instant startedAt, Instant finishedAt, String configJson, String engine,
                       String device, Integer vectorBits, String precision) {

    /** The {@code status} of a trial with a result. */
    public static final String OK = "ok";
    /** The other one. */
    public static final String FAILED = "failed";

    /** This trial with the columns that depend on the collapse criterion taken from {@code outcome}. */
    public TrialRow withOutcome(Collapse outcome) {
        return new TrialRow(trialId, sweep, dataset, group, dModel, layers, headDim, expand, dState, stateSize,
                parameters,
                trainLength, seed, learningRate, tokens, finalTrainLoss, outcome.baselineLoss(), outcome.worstLoss(),
                outcome.collapsed(), outcome.collapsePosition(), status, error, attempts, trainSeconds, tokensPerSecond,
                peakMemoryBytes, threads, host, version, startedAt, finishedAt, configJson, engine, device,
                vectorBits, precision);
    }
}
