package io.statecap.jobs.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory that this process has used at most; trials that share a process share the figure. */
final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";
    private static final long KIB = 1024;

    private PeakMemory() {}

    /** Peak resident bytes, on heap and off heap; null where the system does not tell (it is Linux that does). */
    static Long bytes() {
        if (!Files.isReadable(STATUS)) {
            return null;
        }
        try {
            return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith(PEAK))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB).findFirst().orElse(null);
        } catch (IOException e) {
            return null;
        }
    }
}
