package io.statecap.jobs.sweep;

import io.statecap.jobs.config.ExecutionSettings;
import io.statecap.jobs.config.ProbeSettings;
import io.statecap.jobs.config.Recompute;
import io.statecap.jobs.config.Trial;
import io.statecap.model.CostEstimate;
import io.statecap.model.Mamba2Config;
import io.statecap.model.probe.LossProbe;

/**
 * What one trial will cost, from its sizes alone.
 *
 * @param trainingFlops floating point operations of the training
 * @param probeFlops    floating point operations of the probe
 * @param memoryBytes   peak memory of training and probe of loss, on heap and off heap, without the JVM's own
 * @param leastBytes    likewise, if blocks are recomputed where that is allowed
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
        ProbeSettings probe = trial.probe();
        double forward = CostEstimate.forwardFlops(model);
        double tokens = (double) trial.training().steps() * trial.training().batchTokens();
        long curveRows = (long) probe.bucketsFor(trial.training().length()).count() * probe.slices().size();
        long trainingRows = Math.min(trial.training().steps(), TrainingRecord.MOST_ROWS);
        long disk = CHECKPOINT_BYTES_PER_PARAMETER * model.parameters()
                + (execution.keepModels() ? WEIGHT_BYTES * model.parameters() : 0)
                + curveRows * (ROW_BYTES + (long) Double.BYTES * probe.sequences()) + trainingRows * ROW_BYTES;
        return new TrialCost(STEP_OVER_FORWARD * forward * tokens,
                forward * probe.length() * probe.sequences(),
                memoryBytes(trial, execution, execution.recompute() == Recompute.ALWAYS),
                memoryBytes(trial, execution, execution.recompute() != Recompute.NEVER), disk);
    }

    private static long memoryBytes(Trial trial, ExecutionSettings execution, boolean recompute) {
        return CostEstimate.trainingBytes(trial.model(), trial.training(), execution.threads(), recompute)
                + LossProbe.bytes(trial.model(), trial.probe().sequences(), execution.threads());
    }

    /** All floating point operations. */
    public double flops() {
        return trainingFlops + probeFlops;
    }
}
