package io.statecap.jobs.experiment.cost;

import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.config.ExecutionSettings;
import io.statecap.jobs.experiment.config.ExecutionSettings.Recompute;
import io.statecap.model.CostEstimate;
import io.statecap.model.engine.EngineProvider;
import java.util.Collection;

/**
 * How the trials of a sweep share the devices of one machine.
 *
 * @param engine          name of the engine
 * @param device          name of the first device; where there is none, of the engine's reference
 * @param devices         their number; 0 if this machine has none
 * @param deviceBytes     memory of that device, bytes
 * @param trialBytes      memory of a device that the largest training needs, bytes
 * @param trialsPerDevice trials that share a device
 */
public record DeviceShare(String engine, String device, int devices, long deviceBytes, long trialBytes,
                          int trialsPerDevice) {

    /** The rest is left to the driver and to libraries. */
    private static final double USABLE_SHARE = 0.9;
    /**
     * Operations of training steps under way beside one another that keep a device busy while some of the trials are
     * probed, which the host takes most of: two where a step takes 10 ms.
     */
    private static final double BUSY_FLOPS = 2.5e12;
    /** More small trials wait for the host's processors: 21 took 19, 12, 11 and 15 s with 1, 4, 8 and 16 at a time. */
    private static final int MOST_TRIALS = 8;

    /** The share of a sweep's trials; on the engine's reference where this machine has no device. */
    public static DeviceShare of(EngineProvider provider, Collection<Trial> trials, ExecutionSettings execution) {
        int devices = provider.devices();
        long deviceBytes = devices > 0 ? provider.deviceBytes(0) : provider.reference().bytes();
        long trialBytes = 0;
        double stepFlops = 0;
        for (Trial trial : trials) {
            if (trial.training().steps() > 0) {
                trialBytes = Math.max(trialBytes, trialBytes(provider, trial, execution, deviceBytes));
                stepFlops = Math.max(stepFlops, TrialCost.STEP_OVER_FORWARD
                        * CostEstimate.forwardFlops(trial.model()) * trial.training().batchTokens());
            }
        }
        int asked = execution.trialsPerDevice();
        return new DeviceShare(provider.name(), devices > 0 ? provider.device(0) : provider.reference().name(),
                devices, deviceBytes,
                trialBytes, asked > 0 ? asked : serving(trialBytes, stepFlops, deviceBytes));
    }

    /** Memory of a device that a trial's training needs, bytes. */
    long bytesOf(Trial trial, ExecutionSettings execution) {
        return trialBytes(provider(), trial, execution, deviceBytes);
    }

    /** Operations a second of one trial beside as many as share the engine's reference: an estimate. */
    public double referenceRate(Trial trial, ExecutionSettings execution) {
        return provider().referenceRate(trial.model(), trial.training(), trial.precision(),
                recomputes(provider(), trial, execution, deviceBytes)) / trialsPerDevice;
    }

    private EngineProvider provider() {
        return EngineProvider.named(engine).orElseThrow();
    }

    private static long trialBytes(EngineProvider provider, Trial trial, ExecutionSettings execution, long deviceBytes) {
        return trial.training().steps() == 0 ? 0 : provider.trainingBytes(trial.model(), trial.training(),
                trial.precision(), recomputes(provider, trial, execution, deviceBytes));
    }

    /** Blocks are recomputed where they would not fit otherwise. */
    private static boolean recomputes(EngineProvider provider, Trial trial, ExecutionSettings execution,
                                      long deviceBytes) {
        return execution.recompute() == Recompute.ALWAYS || execution.recompute() == Recompute.AUTO && deviceBytes
                < provider.trainingBytes(trial.model(), trial.training(), trial.precision(), false);
    }

    /** As many as keep a device busy and have room on it. */
    private static int serving(long trialBytes, double stepFlops, long deviceBytes) {
        double busy = stepFlops == 0 ? MOST_TRIALS : Math.ceil(BUSY_FLOPS / stepFlops);
        double room = trialBytes == 0 ? MOST_TRIALS
                : Math.floor(USABLE_SHARE * deviceBytes / trialBytes);
        return (int) Math.max(1, Math.min(MOST_TRIALS, Math.min(busy, room)));
    }

    /** Trials that run at a time on all devices of this machine. */
    public int places() {
        return devices * trialsPerDevice;
    }
}
