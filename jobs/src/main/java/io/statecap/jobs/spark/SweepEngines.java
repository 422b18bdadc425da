package io.statecap.jobs.spark;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.cost.DeviceShare;
import io.statecap.jobs.experiment.engine.Engines;
import io.statecap.jobs.experiment.config.EngineChoice;
import io.statecap.model.engine.Precision;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What computes the trials of a sweep.
 *
 * @param engines what each trial gets its engine from
 * @param places  trials at a time on devices of this machine; 0 where none are used
 */
public record SweepEngines(Engines engines, int places) {

    /** How {@code spark-submit} says which share of a GPU a task gets. */
    private static final String TASK_AMOUNT = "spark.task.resource.gpu.amount";

    /**
     * For a sweep on a master.
     *
     * @throws UsageException if it needs a GPU where there is none
     */
    public static SweepEngines of(SweepConfig config, String master) {
        EngineChoice choice = config.execution().engine();
        Set<Precision> precisions = config.trials().stream().map(Trial::precision).collect(Collectors.toSet());
        if (!SparkSessions.isLocal(master)) {
            requireOfCluster(choice, precisions);
            return new SweepEngines(Engines.ofCluster(choice), 0);
        }
        Engines.requireHere(choice, precisions);
        Optional<DeviceShare> share = Engines.providerHere(choice)
                .map(provider -> DeviceShare.of(provider, config.trials(), config.execution()));
        return share.map(devices -> new SweepEngines(Engines.here(choice, devices.trialsPerDevice()), devices.places()))
                .orElseGet(() -> new SweepEngines(Engines.cpu(), 0));
    }

    private static void requireOfCluster(EngineChoice choice, Set<Precision> precisions) {
        boolean needed = choice == EngineChoice.CUDA || !Set.of(Precision.FLOAT32).containsAll(precisions);
        if (needed && System.getProperty(TASK_AMOUNT) == null) {
            throw new UsageException((choice == EngineChoice.CUDA ? "$.execution.engine is \"cuda\""
                    : "$.training.precision is not \"float32\" alone") + ", but the cluster is to give its tasks no GPU:"
                    + " set " + TASK_AMOUNT + " and spark.executor.resource.gpu.amount, as README has it under \"On a"
                    + " cluster\".");
        }
    }
}
