package io.statecap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.spark.DeterministicColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Machines die: an executor, a worker and the driver of a sweep on a real cluster are killed in the middle of trials, and
 * the resumed sweep must hold what an undisturbed one holds. Takes minutes; run by {@code mvn -P faults verify}.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class FaultIT {

    private static final long WAIT_SECONDS = 240;
    private static final String CONFIG = """
            {"name": "faults",
             "model": {"dModel": 32, "layers": 2, "dState": [4, 8], "headDim": 16, "expand": 2},
             "data": {"kind": "recall", "keys": 128, "values": 32, "newRate": 0.5, "maxAge": 64},
             "training": {"length": [32, 64], "tokens": %d, "batchTokens": 2048, "learningRate": 0.005, "seed": 0},
             "probe": {"length": 1024, "sequences": 8},
             "criterion": {"slice": "age<=8"},
             "execution": {"checkpointEverySeconds": 2}}""";

    @TempDir
    private Path folder;

    @Test
    void killedExecutorWorkerAndDriverLoseNothing() throws Exception {
        Path target = Path.of("target");
        long tokens = Long.getLong("statecap.fault.tokens", 1_000_000);
        Path config = Files.writeString(folder.resolve("faults.json"), CONFIG.formatted(tokens));
        Path calm = folder.resolve("calm");
        Path stormy = folder.resolve("stormy");
        try (StandaloneCluster cluster = new StandaloneCluster(target, folder.resolve("cluster"), 2)) {
            String[] sweep = {"sweep", config.toString(), "--out", stormy.toString()};
            Process driver = cluster.submit("driver1", cluster.url(), sweep);
            await(cluster, driver, "driver1", "a checkpoint", () -> !checkpoints(stormy).isEmpty());

            ProcessHandle executor = cluster.executors().get(0);
            executor.destroyForcibly();
            await(cluster, driver, "driver1", "another executor", () -> cluster.executors().stream()
                    .anyMatch(other -> other.pid() != executor.pid()) && cluster.executors().size() == 2);
            Set<String> before = checkpoints(stormy);
            await(cluster, driver, "driver1", "a newer checkpoint", () -> !before.containsAll(checkpoints(stormy)));

            cluster.killWorker(1);
            Set<String> later = checkpoints(stormy);
            await(cluster, driver, "driver1", "a newer checkpoint", () -> !later.containsAll(checkpoints(stormy)));

            driver.destroyForcibly().waitFor();
            assertTrue(held(stormy) < 4, "the sweep was over before the driver was killed: use more tokens");
            assertEquals(0, exitCode(cluster, cluster.submit("driver2", cluster.url(), sweep), "driver2"));
            assertEquals(0, exitCode(cluster, cluster.submit("calm", "local[2]", "sweep", config.toString(), "--out",
                    calm.toString()), "calm"));
        }

        assertEqualResults(calm, stormy);
        assertTrue(ResultsDirectory.local(stormy).read(Table.TRIALS).stream().anyMatch(row -> row.attempts() > 1),
                "nothing was retried");
        assertEquals(Set.of(), checkpoints(stormy));
    }

    private static void assertEqualResults(Path calm, Path stormy) throws IOException {
        ResultsDirectory expected = ResultsDirectory.local(calm);
        ResultsDirectory actual = ResultsDirectory.local(stormy);
        int cells = ConfigReader.parse(CONFIG.formatted(1_000_000), "faults.json").trials().size();
        List<Map<String, String>> rows = actual.read(Table.TRIALS).stream().map(DeterministicColumns::of).toList();
        assertEquals(cells, rows.size());
        assertEquals(expected.read(Table.TRIALS).stream().map(DeterministicColumns::of).toList(), rows);
        assertEquals(expected.read(Table.CURVES), actual.read(Table.CURVES));
        assertEquals(expected.read(Table.TRAINING), actual.read(Table.TRAINING));
    }

    /** Files with their times: a trial's newer checkpoint replaces the one before. */
    private static Set<String> checkpoints(Path results) {
        return files(results.resolve("checkpoints"), ".state").stream()
                .map(file -> file + " " + file.toFile().lastModified()).collect(Collectors.toSet());
    }

    private static int held(Path results) {
        return files(results.resolve("trials"), ".parquet").size();
    }

    private static Set<Path> files(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .filter(file -> !file.getFileName().toString().startsWith(".")).collect(Collectors.toSet());
        } catch (IOException | java.io.UncheckedIOException e) {
            // A checkpoint was replaced while this looked: look again.
            return files(folder, suffix);
        }
    }

    private static void await(StandaloneCluster cluster, Process driver, String name, String what,
                              BooleanSupplier condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (!driver.isAlive() || System.nanoTime() > deadline) {
                fail("no " + what + "; the driver said: " + Files.readString(cluster.log(name)));
            }
            Thread.sleep(100);
        }
    }

    private static int exitCode(StandaloneCluster cluster, Process process, String name)
            throws IOException, InterruptedException {
        if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail(name + " did not end: " + Files.readString(cluster.log(name)));
        }
        if (process.exitValue() != 0) {
            fail(name + " ended with " + process.exitValue() + ": " + Files.readString(cluster.log(name)));
        }
        return process.exitValue();
    }
}
