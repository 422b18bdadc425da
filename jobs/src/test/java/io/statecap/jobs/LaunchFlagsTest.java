package io.statecap.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** Spark's JVM options stand in the pom and in the launcher; a new Spark may ask for others. */
class LaunchFlagsTest {

    private static Set<String> missingFrom(Set<String> present) {
        Set<String> missing = new TreeSet<>(List.of(JavaModuleOptions.defaultModuleOptions().trim().split("\\s+")));
        missing.removeAll(present);
        return missing;
    }

    @Test
    void theLauncherGivesWhatSparkAsksFor() throws IOException {
        Path launcher = Path.of(System.getProperty("statecap.root"), "bin", "statecap");
        try (Stream<String> lines = Files.lines(launcher)) {
            assertEquals(Set.of(), missingFrom(new TreeSet<>(lines.map(String::trim).toList())));
        }
    }

    @Test
    void theTestsRunAsSparkAsksFor() {
        Set<String> arguments = new TreeSet<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        // Older JVMs leave out the options that they do not know.
        arguments.add("--sun-misc-unsafe-memory-access=allow");
        arguments.add("--enable-native-access=ALL-UNNAMED");

        assertEquals(Set.of(), missingFrom(arguments));
    }
}
