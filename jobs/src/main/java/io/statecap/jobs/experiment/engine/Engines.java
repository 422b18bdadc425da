package io.statecap.jobs.experiment.engine;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.EngineChoice;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.cost.DeviceShare;
import io.statecap.model.cpu.CpuEngine;
import io.statecap.model.engine.EngineProvider;
import io.statecap.model.engine.Precision;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/**
 * Which engine a trial gets. On a cluster, Spark gives devices to tasks; in local mode it cannot, and a pool of this
 * JVM shares them. Travels to executors, and is one object for all tasks of a JVM there.
 */
public final class Engines implements Serializable {

    private static final long serialVersionUID = 1L;
    /** How {@code spark-submit} says which share of a GPU a task gets. */
    private static final String TASK_AMOUNT = "spark.task.resource.gpu.amount";

    private final EngineChoice choice;
    /** 0 on a cluster. */
    private final int trialsPerDevice;
    private final int places;
    private transient DevicePool pool;

    private Engines(EngineChoice choice, int trialsPerDevice, int places) {
        this.choice = choice;
        this.trialsPerDevice = trialsPerDevice;
        this.places = places;
    }

    /**
     * For a sweep.
     *
     * @param here whether its trials run in this JVM, and not on a cluster
     * @throws UsageException if it needs a GPU where there is none
     */
    public static Engines of(SweepConfig config, boolean here) {
        EngineChoice choice = config.execution().engine();
        Set<Precision> precisions = config.trials().stream().map(Trial::precision).collect(Collectors.toSet());
        if (!here) {
            if (System.getProperty(TASK_AMOUNT) == null) {
                requireNone(choice, precisions, "the cluster is to give its tasks no GPU: set " + TASK_AMOUNT
                        + " and spark.executor.resource.gpu.amount, as README has it under \"On a cluster\".");
            }
            return ofCluster(choice);
        }
        requireHere(choice, precisions);
        return providerHere(choice).map(provider -> DeviceShare.of(provider, config.trials(), config.execution()))
                .map(share -> new Engines(choice, share.trialsPerDevice(), share.places())).orElseGet(Engines::cpu);
    }

    /** Where Spark gives devices to tasks. */
    public static Engines ofCluster(EngineChoice choice) {
        return new Engines(choice, 0, 0);
    }

    /** Where as many tasks as there are share the devices of this machine. */
    public static Engines here(EngineChoice choice) {
        return new Engines(choice, Integer.MAX_VALUE, 0);
    }

    /** Trials at a time on devices of this machine; 0 where none are used. */
    public int places() {
        return places;
    }

    /** The CPU alone. */
    public static Engines cpu() {
        return ofCluster(EngineChoice.CPU);
    }

    /** Those of devices, the one with most devices first; none for the choice of the CPU. */
    public static Optional<EngineProvider> provider(EngineChoice choice) {
        return choice == EngineChoice.CPU ? Optional.empty() : EngineProvider.all().stream()
                .filter(provider -> choice == EngineChoice.AUTO || provider.name().equals(choice.text()))
                .max(Comparator.comparingInt(EngineProvider::devices));
    }

    /** The same, if this machine has a device. */
    public static Optional<EngineProvider> providerHere(EngineChoice choice) {
        return provider(choice).filter(provider -> provider.devices() > 0);
    }

    /**
     * Refuses what this machine cannot do.
     *
     * @param precisions arithmetic that is asked for
     * @throws UsageException if a GPU is needed, saying what was looked for
     */
    public static void requireHere(EngineChoice choice, Iterable<Precision> precisions) {
        if (providerHere(choice).isEmpty()) {
            requireNone(choice, precisions, StringUtils.appendIfMissing(provider(choice).map(EngineProvider::found)
                    .orElse("this build has no engine of GPUs"), "."));
        }
    }

    /** Refuses what needs a GPU. */
    private static void requireNone(EngineChoice choice, Iterable<Precision> precisions, String found) {
        if (choice == EngineChoice.CUDA) {
            throw new UsageException("$.execution.engine is \"cuda\", but " + found);
        }
        for (Precision precision : precisions) {
            if (precision != Precision.FLOAT32) {
                throw new UsageException("$.training.precision is \"" + precision.text() + "\", which needs a GPU, but "
                        + found);
            }
        }
    }

    /**
     * An engine for one trial; waits for a place on a device.
     *
     * @param given devices that the cluster gave to the task, by their numbers; empty in local mode
     * @param stop  whether to give up waiting
     * @return empty if given up
     * @throws io.statecap.model.engine.DeviceException if the device cannot be opened
     * @throws IllegalArgumentException                 if the trial needs a device, and the task has none
     */
    public Optional<Lease> open(String trialId, Precision precision, List<String> given, BooleanSupplier stop)
            throws InterruptedException {
        boolean local = trialsPerDevice > 0;
        Optional<EngineProvider> provider = local || !given.isEmpty() ? providerHere(choice) : Optional.empty();
        if (provider.isEmpty()) {
            if (choice == EngineChoice.CUDA || precision != Precision.FLOAT32) {
                throw new IllegalArgumentException("the trial needs a GPU (engine " + choice.text() + ", precision "
                        + precision.text() + "), and its task has " + (given.isEmpty() ? "none"
                        : "the devices " + given + ", of which none can be used"));
            }
            return Optional.of(Lease.of(new CpuEngine()));
        }
        if (!local) {
            return Optional.of(Lease.on(provider.get(), ordinal(given.get(0)), precision, failed -> { }));
        }
        DevicePool shared = pool(provider.get().devices());
        OptionalInt device = shared.take(trialId, stop);
        if (device.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Lease.on(provider.get(), device.getAsInt(), precision,
                failed -> shared.give(device.getAsInt(), trialId, failed)));
    }

    /** One for this process alone: on the first device of this machine, or the CPU where it has none. */
    public static Lease first(EngineChoice choice, Precision precision) {
        return providerHere(choice).map(provider -> Lease.on(provider, 0, precision, failed -> { }))
                .orElseGet(() -> Lease.of(new CpuEngine()));
    }

    private static int ordinal(String address) {
        try {
            return Integer.parseInt(address);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the cluster calls its GPU '" + address + "', but must number GPUs from"
                    + " 0 in the order of their bus: use conf/gpus.sh as the discovery script", e);
        }
    }

    private synchronized DevicePool pool(int devices) {
        if (pool == null) {
            pool = new DevicePool(devices, trialsPerDevice);
        }
        return pool;
    }
}
