package io.statecap.benchmarks;

import io.statecap.model.cpu.CpuEngine;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What the figures were measured on. */
final class Machine {

    private Machine() {}

    /** Processor, cores, and the BLAS kernels that the environment asks for. */
    static String description() {
        String core = System.getenv("OPENBLAS_CORETYPE");
        return new CpuEngine().device() + ", " + Runtime.getRuntime().availableProcessors() + " cores, "
                + System.getProperty("os.arch")
                + (core == null ? ", OPENBLAS_CORETYPE unset" : ", OPENBLAS_CORETYPE=" + core);
    }

    static String jdk() {
        return System.getProperty("java.vendor") + " " + Runtime.version();
    }

    /** Load average of the last minute, where the system tells. */
    static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", load);
    }
}
