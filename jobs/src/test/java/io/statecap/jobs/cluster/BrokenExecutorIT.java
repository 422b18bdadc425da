package io.statecap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.spark.BrokenExecutorSweep;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One of two executors cannot load a library: the sweep ends whole all the same. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BrokenExecutorIT {

    @TempDir
    private Path folder;

    @Test
    void theSweepEndsWhole() throws Exception {
        Path results = folder.resolve("results");
        // Spark looks for its jars there, before it takes those of the class path.
        Files.createDirectories(folder.resolve("home").resolve("jars"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-")).forEach(command::add);
        String classPath = System.getProperty("java.class.path");
        command.addAll(List.of("-Xmx1g", "-cp", classPath + File.pathSeparator
                + Path.of("target", "test-classes").toAbsolutePath(), BrokenExecutorSweep.class.getName(),
                results.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("log").toFile())).directory(folder.toFile());
        builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process driver = builder.start();
        assertTrue(driver.waitFor(5, TimeUnit.MINUTES));

        String said = Files.readString(folder.resolve("log"));
        assertEquals(0, driver.exitValue(), said);
        List<TrialRow> rows = ResultsDirectory.local(results).read(Table.TRIALS);
        assertEquals(6, rows.size(), said);
        assertTrue(rows.stream().allMatch(row -> row.status().equals("ok")), said);
        assertTrue(rows.stream().anyMatch(row -> row.attempts() > 1), "the broken executor got no trial: " + said);
    }
}
