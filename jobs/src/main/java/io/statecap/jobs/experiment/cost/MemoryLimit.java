package io.statecap.jobs.experiment.cost;

import java.lang.management.ManagementFactory;

/** How much memory a trial may use, so that one that cannot fit is refused before it takes the others down. */
public final class MemoryLimit {

    /** The rest is left to Spark and to the operating system. */
    private static final double USABLE_SHARE = 0.9;

    /** Least of the rest: code, threads and native libraries, ND4J's included; bin/statecap reckons with the same. */
    private static final long BESIDES = 384L << 20;

    private MemoryLimit() {}

    /**
     * An equal part of this JVM's heap, where training keeps all but the parameters, and of what the machine or
     * container has.
     *
     * @param slots trials that run in this JVM at a time
     * @return bytes
     */
    public static long perTrial(int slots) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long total = system.getTotalMemorySize();
        double machine = Math.min(USABLE_SHARE * total, Math.max(0, total - BESIDES));
        double heap = USABLE_SHARE * Runtime.getRuntime().maxMemory();
        return (long) (Math.min(machine, heap) / Math.max(1, slots));
    }
}
