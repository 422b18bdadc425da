package io.statecap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.spark.DeterministicColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps in processes of their own on one machine: suspended, started at once, on a disk that fills, interrupted. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ProcessFaultsIT {

    private static final long WAIT_SECONDS = 120;
    private static final String CONFIG = """
            {"name": "faults",
             "model": {"dModel": 32, "layers": 2, "dState": [4, 8], "headDim": 16, "expand": 2},
             "data": {"kind": "recall", "keys": 128, "values": 32, "newRate": 0.5, "maxAge": 64},
             "training": {"length": [32, 64], "tokens": %d, "batchTokens": 2048, "learningRate": 0.005, "seed": 0},
             "probe": {"length": 1024, "sequences": 8},
             "criterion": {"kind": "excess", "slice": "age<=8"},
             "execution": {"checkpointEverySeconds": 1}}""";
    private static final List<String> SHORT_LOCK =
            List.of("-Dspark.master=local[1]", "-Dspark.hadoop.statecap.lock.stale.millis=3000");

    @TempDir
    private Path folder;
    private Path config;
    private Path out;

    @BeforeEach
    void configure() throws IOException {
        config = Files.writeString(folder.resolve("faults.json"),
                CONFIG.formatted(Long.getLong("statecap.fault.tokens", 1_000_000)));
        out = folder.resolve("results");
    }

    private SweepProcess sweep(String name, Path results, List<String> options) throws IOException {
        return SweepProcess.start(folder.resolve(name + ".log"), options, "sweep", config.toString(), "--out",
                results.toString());
    }

    /** The old owner of a lock wakes up after another sweep took it over: it ends, and no number changes. */
    @Test
    void aSuspendedSweepThatWasReplacedEndsWhenItWakesUp() throws Exception {
        try (SweepProcess first = sweep("first", out, SHORT_LOCK)) {
            await(first, "a checkpoint", () -> count(out, ".state") > 0);
            first.signal("STOP");
            Thread.sleep(4000);
            try (SweepProcess second = sweep("second", out, SHORT_LOCK)) {
                await(second, "the takeover", () -> owners().contains("\"pid\" : " + second.process().pid()));
                first.signal("CONT");
                assertEquals(2, first.exitCode(), first.said());
                assertTrue(first.said().contains("was taken over by another sweep"), first.said());
                assertEquals(0, second.exitCode(), second.said());
            }
        }
        assertEqualToCalm(out);
        assertEquals(List.of(), left(out, ".sweep.lock"));
    }

    /** Of those that took over from a dead owner; the last is the lock's. */
    private String owners() {
        StringBuilder text = new StringBuilder();
        try {
            for (String file : left(out, ".sweep.lock.after-")) {
                text.append(Files.readString(out.resolve(file)));
            }
        } catch (IOException e) {
            // Not there for the moment.
        }
        return text.toString();
    }

    /** A laptop that was closed: nobody else came, and the sweep goes on. */
    @Test
    void aSuspendedSweepThatNobodyReplacedGoesOn() throws Exception {
        try (SweepProcess sweep = sweep("only", out, SHORT_LOCK)) {
            await(sweep, "a checkpoint", () -> count(out, ".state") > 0);
            sweep.signal("STOP");
            Thread.sleep(5000);
            sweep.signal("CONT");
            assertEquals(0, sweep.exitCode(), sweep.said());
        }
    }

    @Test
    void ofFourStartsAtOnceOneRunsAndThreeSayWhy() throws Exception {
        List<SweepProcess> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(sweep("start" + i, out, List.of("-Dspark.master=local[1]")));
        }
        int ran = 0;
        for (SweepProcess start : starts) {
            int code = start.exitCode();
            if (code == 0) {
                ran++;
            } else {
                assertEquals(2, code, start.said());
                assertTrue(start.said().contains("is in use by another sweep"), start.said());
            }
        }
        assertEquals(1, ran);
        assertEqualToCalm(out);
    }

    /** Needs the right to mount a small file system. */
    @Test
    void aFullDiskIsOneSentenceAndTheSameCommandGoesOn() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk.toString()) == 0, "may not mount");
        try {
            Path results = disk.resolve("results");
            List<String> options = List.of("-Dspark.master=local[2]");
            try (SweepProcess full = sweep("full", results, options)) {
                assertEquals(2, full.exitCode(), full.said());
                List<String> lines = full.said().lines().filter(line -> !line.startsWith("WARNING: Using inc")).toList();
                assertTrue(lines.size() < 12, full.said());
                assertTrue(lines.get(lines.size() - 1).matches("statecap: .*results/.* cannot be written: its disk is"
                        + " full\\. Nothing that was finished is lost; .*"), full.said());
                assertFalse(full.said().contains("\tat "), full.said());
            }
            assertEquals(0, run("mount", "-o", "remount,size=64m", disk.toString()));
            try (SweepProcess again = sweep("again", results, options)) {
                assertEquals(0, again.exitCode(), again.said());
            }
            assertEqualToCalm(results);
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void anInterruptSaysNothingOfKilledTasks() throws Exception {
        try (SweepProcess sweep = sweep("interrupted", out, List.of("-Dspark.master=local[2]"))) {
            await(sweep, "a checkpoint", () -> count(out, ".state") > 0);
            // As Ctrl-C, but a shell in the background cannot have told its children to ignore it.
            sweep.signal("TERM");
            assertEquals(130, sweep.exitCode(), sweep.said());
            assertFalse(sweep.said().contains("TaskKilled") || sweep.said().contains(" WARN "), sweep.said());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    private void assertEqualToCalm(Path actualFolder) throws Exception {
        Path calm = folder.resolve("calm");
        try (SweepProcess sweep = sweep("calm", calm, List.of("-Dspark.master=local[2]"))) {
            assertEquals(0, sweep.exitCode(), sweep.said());
        }
        ResultsDirectory expected = ResultsDirectory.local(calm);
        ResultsDirectory actual = ResultsDirectory.local(actualFolder);
        assertEquals(4, actual.heldTrials().size());
        assertEquals(expected.read(Table.TRIALS).stream().map(DeterministicColumns::of).toList(),
                actual.read(Table.TRIALS).stream().map(DeterministicColumns::of).toList());
        assertEquals(expected.read(Table.CURVES), actual.read(Table.CURVES));
        assertEquals(expected.read(Table.TRAINING), actual.read(Table.TRAINING));
    }

    private static int count(Path results, String suffix) {
        if (!Files.isDirectory(results)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(results)) {
            return (int) files.filter(file -> file.toString().endsWith(suffix)).count();
        } catch (IOException | java.io.UncheckedIOException e) {
            // A checkpoint was replaced while this looked.
            return 0;
        }
    }

    private static List<String> left(Path results, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(results)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(prefix)).toList();
        }
    }

    private static void await(SweepProcess process, String what, BooleanSupplier condition)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (!process.process().isAlive() || System.nanoTime() > deadline) {
                fail("no " + what + "; it said: " + process.said());
            }
            Thread.sleep(20);
        }
    }
}
