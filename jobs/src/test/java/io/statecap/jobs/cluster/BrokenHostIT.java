package io.statecap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Machines that are broken in ordinary ways, on which local work goes on where it can. Needs root, since it takes away
 * a user's name and mounts small disks, each in a namespace of its own; skipped without.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BrokenHostIT {

    private static final String CONFIG = """
            {"name": "tiny",
             "model": {"dModel": 8, "layers": 1, "dState": 4, "headDim": 8, "expand": 2},
             "data": {"kind": "recall", "keys": 16, "values": 8, "newRate": 0.5, "maxAge": 16},
             "training": {"length": 32, "tokens": 2560, "batchTokens": 128, "learningRate": 0.005, "seed": 0},
             "probe": {"length": 64, "sequences": 2}, "criterion": {"slice": "all"}}""";

    @TempDir
    private Path folder;

    private Path config;

    @BeforeEach
    void prepare() throws Exception {
        assumeTrue(Files.isRegularFile(Path.of("target", "statecap.jar")), "no application jar");
        assumeTrue(run("plain", List.of(), "unshare", "-m", "true").code == 0, "no right to unshare");
        config = Files.writeString(folder.resolve("tiny.json"), CONFIG);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private record Ended(int code, String said) {}

    private Ended run(String name, List<String> before, String... command) throws IOException, InterruptedException {
        Path log = folder.resolve(name + ".log");
        List<String> all = new ArrayList<>(before);
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile()))
                .directory(folder.toFile());
        builder.environment().putAll(Map.of("LOG4J_CONFIGURATION_FILE",
                Path.of("..", "conf", "log4j2.properties").toAbsolutePath().normalize().toString()));
        builder.environment().remove("SPARK_LOCAL_IP");
        Process process = builder.start();
        assertTrue(process.waitFor(4, TimeUnit.MINUTES), name);
        return new Ended(process.exitValue(), Files.readString(log));
    }

    /** A verb in a JVM of its own. */
    private Ended verb(String name, List<String> before, List<String> options, String... arguments) throws Exception {
        Path target = Path.of("target").toAbsolutePath();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-")).forEach(command::add);
        command.addAll(List.of("-Xmx1g", "-Dspark.ui.enabled=false"));
        command.addAll(options);
        command.addAll(List.of("-cp", target.resolve("statecap.jar") + File.pathSeparator
                + target.resolve("spark/jars") + File.separator + "*", "io.statecap.jobs.Main"));
        command.addAll(List.of(arguments));
        return run(name, before, command.toArray(String[]::new));
    }

    private void assertSweepRuns(String name, List<String> before, List<String> options) throws Exception {
        Ended sweep = verb(name, before, options, "sweep", config.toString(), "--out", folder.resolve(name).toString(),
                "--master", "local[1]");
        assertEquals(0, sweep.code, sweep.said);
        assertTrue(Files.isRegularFile(folder.resolve(name).resolve("report.html")), sweep.said);
        Ended fit = verb(name + "-fit", before, options, "fit", folder.resolve(name).toString());
        assertEquals(0, fit.code, fit.said);
    }

    @Test
    void aUserIdWithoutAName() throws Exception {
        Set<Path> before = entries();
        assertSweepRuns("nameless", List.of("setpriv", "--reuid=54321", "--clear-groups"), List.of());
        // No folder called "?" where the command was run.
        assertEquals(Set.of("nameless", "nameless.log", "nameless-fit.log"), entries().stream()
                .filter(entry -> !before.contains(entry)).map(entry -> entry.getFileName().toString())
                .collect(Collectors.toSet()));
    }

    @Test
    void aHostNameThatDoesNotResolve() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "");
        assertSweepRuns("unresolved", List.of("unshare", "--uts", "sh", "-c", "hostname nowhere-at-all; exec \"$@\"", "sh"),
                List.of("-Djdk.net.hosts.file=" + hosts));
    }

    @Test
    void aFolderForTemporariesThatIsNoexecOrFull() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        for (String how : List.of("noexec,size=2g", "size=64k")) {
            String name = how.startsWith("noexec") ? "noexec" : "full";
            assertSweepRuns(name, List.of("unshare", "-m", "sh", "-c",
                    "mount -t tmpfs -o " + how + " tmpfs '" + temporary + "'; exec \"$@\"", "sh"),
                    List.of("-Djava.io.tmpdir=" + temporary));
        }
        try (Stream<Path> left = Files.list(Path.of("/var/tmp"))) {
            assertFalse(left.anyMatch(file -> file.getFileName().toString().startsWith(".statecap-")));
        }
    }

    /** Nowhere to go: the same sentence and exit code for all verbs. */
    @Test
    void nowhereToUnpackIsOneSentence() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        List<String> before = List.of("unshare", "-m", "sh", "-c", "for at in '" + home + "' /var/tmp; do "
                + "mount -t tmpfs -o noexec,size=2g tmpfs $at; done; cd " + home + "; exec \"$@\"", "sh");
        List<String> options = List.of("-Duser.home=" + home, "-Djava.io.tmpdir=" + home);
        for (String[] verb : new String[][] {{"sweep", config.toString(), "--out", folder.resolve("never").toString()},
                {"fit", folder.toString()}, {"plan", config.toString(), "--gflops", "1"}}) {
            Ended ended = verb("nowhere-" + verb[0], before, options, verb);
            assertEquals(2, ended.code, ended.said);
            List<String> lines = ended.said.lines().filter(line -> !line.startsWith("WARNING:")).toList();
            assertEquals(1, lines.size(), ended.said);
            assertTrue(lines.get(0).startsWith("statecap: the folder for temporary files, " + home
                    + ", is mounted noexec") && lines.get(0).contains("-Djava.io.tmpdir=DIR"), lines.get(0));
        }
        assertEquals(0, verb("nowhere-help", before, options, "sweep", "--help").code);
        assertFalse(Files.exists(folder.resolve("never")));
    }

    private Set<Path> entries() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.collect(Collectors.toSet());
        }
    }
}
