package io.statecap.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** Processor, cores, and the BLAS kernels that the environment asks for. */
    static String description() {
        String core = System.getenv("OPENBLAS_CORETYPE");
        return processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores, "
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

    private static String processor() {
        if (Files.isReadable(CPU_INFO)) {
            try (Stream<String> lines = Files.lines(CPU_INFO)) {
                Optional<String> name = lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst();
                if (name.isPresent()) {
                    return name.get();
                }
            } catch (IOException e) {
                // The name of the processor is a nicety: the architecture stands for it.
                return "unknown processor";
            }
        }
        return "unknown processor";
    }
}
