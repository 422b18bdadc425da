package io.statecap.jobs.experiment.engine;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.EngineChoice;
import io.statecap.model.cpu.CpuEngine;
import io.statecap.model.engine.EngineProvider;
import io.statecap.model.engine.Precision;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * Which engine a trial gets. On a cluster, Spark gives devices to tasks; in local mode it cannot, and a pool of this
 * JVM shares them. Travels to executors, and is one object for all tasks of a JVM there.
 */
public final class Engines implements Serializable {

    private static final long serialVersionUID = 1L;

    private final EngineChoice choice;
    /** 0 on a cluster. */
    private final int trialsPerDevice;
    private transient DevicePool pool;

    private Engines(EngineChoice choice, int trialsPerDevice) {
        this.choice = choice;
        this.trialsPerDevice = trialsPerDevice;
    }

    /** Where Spark gives devices to tasks. */
    public static Engines ofCluster(EngineChoice choice) {
        return new Engines(choice, 0);
    }

    /** Where all trials share the devices of this machine. */
    public static Engines here(EngineChoice choice, int trialsPerDevice) {
        if (trialsPerDevice < 1) {
            throw new IllegalArgumentException("trialsPerDevice is " + trialsPerDevice + "; it must be 1 or more.");
        }
        return new Engines(choice, trialsPerDevice);
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
        if (providerHere(choice).isPresent()) {
            return;
        }
        String found = provider(choice).map(EngineProvider::found).orElse("this build has no engine of GPUs");
        if (choice == EngineChoice.CUDA) {
            throw new UsageException("$.execution.engine is \"cuda\", but " + withoutStop(found) + ".");
        }
        for (Precision precision : precisions) {
            if (precision != Precision.FLOAT32) {
                throw new UsageException("$.training.precision is \"" + precision.text() + "\", which needs a GPU, but "
                        + withoutStop(found) + ".");
            }
        }
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
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
