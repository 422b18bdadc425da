package io.statecap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.spark.DeterministicColumns;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An executor and the driver of a sweep on YARN are killed, client mode; Spark's jar for YARN is fetched as docs/faults.md says. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class YarnIT {

    private static final long WAIT_SECONDS = 180;
    private static final String CONFIG = """
            {"name": "yarn",
             "model": {"dModel": 32, "layers": 2, "dState": [4, 8], "headDim": 16, "expand": 2},
             "data": {"kind": "recall", "keys": 128, "values": 32, "newRate": 0.5, "maxAge": 64},
             "training": {"length": [32, 64], "tokens": 1000000, "batchTokens": 2048, "learningRate": 0.005, "seed": 0},
             "probe": {"length": 1024, "sequences": 8},
             "criterion": {"kind": "excess", "slice": "age<=8"},
             "execution": {"checkpointEverySeconds": 1}}""";

    @TempDir
    private Path folder;
    private final Path target = Path.of("target").toAbsolutePath();

    @Test
    void killedExecutorAndDriverLoseNothing() throws Exception {
        assumeTrue(Files.isDirectory(target.resolve("yarn")), "Spark's jar for YARN was not fetched");
        Path config = Files.writeString(folder.resolve("yarn.json"), CONFIG);
        Path stormy = folder.resolve("stormy");
        Path calm = folder.resolve("calm");
        try (MiniYARNCluster cluster = cluster()) {
            Path conf = configuration(cluster);
            String[] sweep = {"sweep", config.toString(), "--out", stormy.toString()};
            Process driver = submit("driver1", conf, sweep);
            await(driver, "driver1", "a checkpoint", () -> states(stormy) > 0);

            ProcessHandle executor = executors().get(0);
            executor.destroyForcibly();
            await(driver, "driver1", "another executor", () -> executors().size() == 2
                    && executors().stream().noneMatch(other -> other.pid() == executor.pid()));
            driver.destroyForcibly().waitFor();
            assertTrue(ResultsDirectory.local(stormy).heldTrials().size() < 4, "the sweep was over before the kill");

            Process again = submit("driver2", conf, sweep);
            assertTrue(again.waitFor(WAIT_SECONDS, TimeUnit.SECONDS), said("driver2"));
            assertEquals(0, again.exitValue(), said("driver2"));
        }
        try (SweepProcess undisturbed = SweepProcess.start(folder.resolve("calm.log"),
                List.of("-Dspark.master=local[2]"), "sweep", config.toString(), "--out", calm.toString())) {
            assertEquals(0, undisturbed.exitCode(), undisturbed.said());
        }
        ResultsDirectory expected = ResultsDirectory.local(calm);
        ResultsDirectory actual = ResultsDirectory.local(stormy);
        assertEquals(expected.read(Table.TRIALS).stream().map(DeterministicColumns::of).toList(),
                actual.read(Table.TRIALS).stream().map(DeterministicColumns::of).toList());
        assertEquals(expected.read(Table.CURVES), actual.read(Table.CURVES));
        assertEquals(expected.read(Table.TRAINING), actual.read(Table.TRAINING));
        assertTrue(actual.read(Table.TRIALS).stream().anyMatch(row -> row.attempts() > 1), "nothing was retried");
    }

    private MiniYARNCluster cluster() {
        YarnConfiguration conf = new YarnConfiguration();
        conf.set(YarnConfiguration.RM_SCHEDULER,
                "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler");
        conf.set("yarn.scheduler.capacity.root.queues", "default");
        conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
        conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
        conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
        conf.setInt(YarnConfiguration.NM_PMEM_MB, 8192);
        conf.setInt(YarnConfiguration.NM_VCORES, 8);
        conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
        conf.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
        conf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100);
        conf.set("yarn.nodemanager.delete.debug-delay-sec", "600");
        System.setProperty("test.build.data", folder.resolve("yarn").toString());
        MiniYARNCluster cluster = new MiniYARNCluster("statecap", 1, 1, 1);
        cluster.init(conf);
        cluster.start();
        return cluster;
    }

    /** What HADOOP_CONF_DIR of a client of that cluster holds. */
    private Path configuration(MiniYARNCluster cluster) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        try (OutputStream out = Files.newOutputStream(conf.resolve("yarn-site.xml"))) {
            cluster.getConfig().writeXml(out);
        }
        return conf;
    }

    private Process submit(String name, Path conf, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-")).forEach(command::add);
        command.addAll(List.of("-Xmx1g", "-cp",
                target.resolve("spark/jars") + "/*:" + target.resolve("yarn") + "/*:" + conf,
                "org.apache.spark.deploy.SparkSubmit", "--master", "yarn", "--deploy-mode", "client",
                "--num-executors", "2", "--executor-cores", "1", "--executor-memory", "1g", "--driver-memory", "1g",
                "--conf", "spark.yarn.am.memory=512m", "--conf", "spark.ui.enabled=false",
                "--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.driver.bindAddress=127.0.0.1",
                "--conf", "spark.yarn.jars=local:" + target.resolve("spark/jars") + "/*,local:"
                        + target.resolve("yarn") + "/*",
                "--conf", "spark.yarn.stagingDir=" + folder.resolve("staging").toUri(),
                "--class", "io.statecap.jobs.Main", target.resolve("statecap.jar").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve(name + ".log").toFile()));
        builder.environment().put("SPARK_HOME", target.resolve("spark").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("HADOOP_CONF_DIR", conf.toString());
        return builder.start();
    }

    /** The node manager runs in this JVM, so its containers are processes below it. */
    private static List<ProcessHandle> executors() {
        return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .filter(process -> process.info().arguments().stream().flatMap(Stream::of)
                        .anyMatch(argument -> argument.endsWith("YarnCoarseGrainedExecutorBackend"))).toList();
    }

    private String said(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"));
    }

    private static int states(Path results) {
        if (!Files.isDirectory(results)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(results)) {
            return (int) files.filter(file -> file.toString().endsWith(".state")).count();
        } catch (IOException | java.io.UncheckedIOException e) {
            // A checkpoint was replaced while this looked.
            return 0;
        }
    }

    private void await(Process driver, String name, String what, BooleanSupplier condition)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (!driver.isAlive() || System.nanoTime() > deadline) {
                fail("no " + what + "; the driver said: " + said(name));
            }
            Thread.sleep(50);
        }
    }
}
