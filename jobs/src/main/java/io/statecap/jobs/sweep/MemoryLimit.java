package io.statecap.jobs.sweep;

import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/** How much memory a trial may use, so that one that cannot fit is refused before it takes the others down. */
public final class MemoryLimit {

    /** Left to the operating system and to the JVM's own needs. */
    private static final double USABLE_SHARE = 0.9;

    private MemoryLimit() {}

    /**
     * An equal part of what this JVM may use on heap and off heap together, and of what the machine or container has.
     *
     * @param slots trials that run in this JVM at a time
     * @return bytes
     */
    public static long perTrial(int slots) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double machine = USABLE_SHARE * system.getTotalMemorySize();
        double process = (double) Runtime.getRuntime().maxMemory() + Pointer.maxBytes();
        return (long) (Math.min(machine, process) / Math.max(1, slots));
    }
}
