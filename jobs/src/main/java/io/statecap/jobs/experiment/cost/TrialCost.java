package io.statecap.jobs.experiment.cost;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.config.ExecutionSettings;
import io.statecap.jobs.experiment.config.ExecutionSettings.Recompute;
import io.statecap.model.CostEstimate;
import io.statecap.model.Mamba2Config;

/**
 * What one trial will cost, from its sizes alone. Memory is on heap and off heap together, without the JVM's own.
 *
 * @param trainingFlops      floating point operations of the training
 * @param probes             what all probes cost
 * @param threads            threads of the trial
 * @param trainingBytes      memory of the training, which stays while probes run; 0 without one
 * @param leastTrainingBytes memory of the training if blocks are recomputed where that is allowed
 * @param recomputed         whether they are in any case
 * @param diskBytes          what the trial leaves on disk, its largest checkpoint included
 */
public record TrialCost(double trainingFlops, ProbeCost probes, int threads, long trainingBytes,
                        long leastTrainingBytes, boolean recomputed, long diskBytes) {

    /** A training step is a forward pass and a backward pass of twice its cost. */
    static final int STEP_OVER_FORWARD = 3;
    /** Rows of steps that a training leaves at most, but for the last one. */
    public static final int MOST_TRAINING_ROWS = 2000;

    /** Weights and AdamW's two moments, four bytes each. */
    private static final int CHECKPOINT_BYTES_PER_PARAMETER = 12;
    private static final int WEIGHT_BYTES = 4;
    private static final int ROW_BYTES = 64;

    /** @param execution threads, whether the trained weights stay, whether blocks are recomputed */
    public static TrialCost of(Trial trial, ExecutionSettings execution) {
        Mamba2Config model = trial.model();
        ProbeCost probes = ProbeCost.of(trial);
        double tokens = (double) trial.training().steps() * trial.training().batchTokens();
        boolean trains = trial.training().steps() > 0;
        long trainingRows = Math.min(trial.training().steps(), MOST_TRAINING_ROWS);
        long disk = (trains ? CHECKPOINT_BYTES_PER_PARAMETER * model.parameters() : 0)
                + (execution.keepModels() ? WEIGHT_BYTES * model.parameters() : 0) + probes.diskBytes()
                + trainingRows * ROW_BYTES;
        boolean recomputed = execution.recompute() == Recompute.ALWAYS;
        return new TrialCost(STEP_OVER_FORWARD * CostEstimate.forwardFlops(model) * tokens, probes,
                execution.threads(), trains ? trainingBytes(trial, execution, recomputed) : 0,
                trains ? trainingBytes(trial, execution, execution.recompute() != Recompute.NEVER) : 0, recomputed,
                disk);
    }

    private static long trainingBytes(Trial trial, ExecutionSettings execution, boolean recompute) {
        return CostEstimate.trainingBytes(trial.model(), trial.training(), execution.threads(), recompute);
    }

    /** Least memory: with blocks recomputed where that is allowed, and one part of a probe at a time. */
    public long leastBytes() {
        return leastTrainingBytes + probes.fixedBytes() + probes.partBytes();
    }

    /** Peak memory of a trial that may use {@code limit} bytes, unless it must recompute blocks, or cannot run. */
    public long memoryBytes(long limit) {
        return trainingBytes + probes.fixedBytes() + probeThreads(limit - trainingBytes) * probes.partBytes();
    }

    /** Whether blocks are recomputed in the backward pass of a trial that may use {@code limit} bytes. */
    public boolean recomputes(long limit) {
        return recomputed || trainingBytes + probes.fixedBytes() + probes.partBytes() > limit;
    }

    /** Parts of probes that a trial measures at a time which may use {@code limit} bytes. */
    public int probeParts(long limit) {
        return probeThreads(limit - (recomputes(limit) ? leastTrainingBytes : trainingBytes));
    }

    /** @param limit bytes that the training leaves */
    private int probeThreads(long limit) {
        return (int) Math.max(1, Math.min(threads, (limit - probes.fixedBytes()) / probes.partBytes()));
    }

    /** All floating point operations. */
    public double flops() {
        return trainingFlops + probes.flops();
    }

    /**
     * Seconds of a trial that may use {@code limit} bytes.
     *
     * @param flopsPerSecond rate of its threads together
     */
    public double seconds(double flopsPerSecond, long limit) {
        return (trainingFlops + probes.flops() * threads / probeParts(limit)) / flopsPerSecond;
    }
}
