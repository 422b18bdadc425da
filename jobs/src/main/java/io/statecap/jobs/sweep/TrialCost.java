package io.statecap.jobs.sweep;

import io.statecap.jobs.config.ExecutionSettings;
import io.statecap.jobs.config.Recompute;
import io.statecap.jobs.config.Trial;
import io.statecap.model.CostEstimate;
import io.statecap.model.Mamba2Config;

/**
 * What one trial will cost, from its sizes alone.
 *
 * @param trainingFlops floating point operations of the training
 * @param probeFlops    floating point operations of all probes
 * @param memoryBytes   peak memory, on heap and off heap, without the JVM's own
 * @param leastBytes    likewise, if blocks are recomputed where that is allowed, and probes take their time
 * @param diskBytes     what it leaves on disk, its largest checkpoint included
 */
public record TrialCost(double trainingFlops, double probeFlops, long memoryBytes, long leastBytes,
                        long diskBytes) {

    /** A training step is a forward pass and a backward pass of twice its cost. */
    static final int STEP_OVER_FORWARD = 3;
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
        long trainingRows = Math.min(trial.training().steps(), TrainingRecord.MOST_ROWS);
        long disk = (trains ? CHECKPOINT_BYTES_PER_PARAMETER * model.parameters() : 0)
                + (execution.keepModels() ? WEIGHT_BYTES * model.parameters() : 0) + probes.diskBytes()
                + trainingRows * ROW_BYTES;
        // Parts of probes may be measured one after the other.
        long least = probes.fixedBytes() + probes.partBytes();
        long usual = probes.fixedBytes() + execution.threads() * probes.partBytes();
        if (trains) {
            least += trainingBytes(trial, execution, execution.recompute() != Recompute.NEVER);
            usual += trainingBytes(trial, execution, execution.recompute() == Recompute.ALWAYS);
        }
        return new TrialCost(STEP_OVER_FORWARD * CostEstimate.forwardFlops(model) * tokens, probes.flops(), usual,
                least, disk);
    }

    private static long trainingBytes(Trial trial, ExecutionSettings execution, boolean recompute) {
        return CostEstimate.trainingBytes(trial.model(), trial.training(), execution.threads(), recompute);
    }

    /**
     * Threads that may measure parts of probes at a time.
     *
     * @param limit bytes that the trial may use, training included; enough for {@link #leastBytes}
     */
    static int probeThreads(Trial trial, ExecutionSettings execution, boolean recompute, long limit) {
        ProbeCost probes = ProbeCost.of(trial);
        long training = trial.training().steps() > 0 ? trainingBytes(trial, execution, recompute) : 0;
        long left = limit - training - probes.fixedBytes();
        return (int) Math.max(1, Math.min(execution.threads(), left / probes.partBytes()));
    }

    /** All floating point operations. */
    public double flops() {
        return trainingFlops + probeFlops;
    }
}
