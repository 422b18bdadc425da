package io.statecap.jobs.cluster;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Spark standalone cluster on the loopback address: a master and workers of one core each, every one a JVM of its
 * own, from the Spark home and the application jar that the build assembled.
 */
final class StandaloneCluster implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final String MEMORY = "1g";
    private static final long START_SECONDS = 120;

    private final Path target;
    private final Path work;
    private final int port;
    private final Process master;
    private final List<Process> workers = new ArrayList<>();

    /**
     * @param target the build's output folder, which holds {@code statecap.jar} and {@code spark/jars}
     * @param work   for logs and the workers' files
     */
    StandaloneCluster(Path target, Path work, int workerCount) throws IOException, InterruptedException {
        this.target = target.toAbsolutePath();
        this.work = Files.createDirectories(work);
        this.port = freePort();
        this.master = start("master", "org.apache.spark.deploy.master.Master", "--host", HOST, "--port",
                Integer.toString(port), "--webui-port", Integer.toString(freePort()));
        awaitPort();
        for (int i = 0; i < workerCount; i++) {
            workers.add(start("worker" + i, "org.apache.spark.deploy.worker.Worker", "--host", HOST, "--cores", "1",
                    "--memory", "2g", "--webui-port", Integer.toString(freePort()), "--work-dir",
                    work.resolve("work" + i).toString(), url()));
        }
    }

    String url() {
        return "spark://" + HOST + ":" + port;
    }

    /** Starts a command of the application jar through spark-submit's own class. */
    Process submit(String name, String masterUrl, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("--master", masterUrl, "--driver-memory", MEMORY,
                "--conf", "spark.executor.memory=" + MEMORY, "--conf", "spark.driver.host=" + HOST,
                "--conf", "spark.driver.bindAddress=" + HOST, "--conf", "spark.ui.enabled=false",
                "--class", "io.statecap.jobs.Main", target.resolve("statecap.jar").toString()));
        command.addAll(List.of(arguments));
        return start(name, "org.apache.spark.deploy.SparkSubmit", command.toArray(String[]::new));
    }

    private Process start(String name, String mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What the build gave this JVM for Spark's sake.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-")).forEach(command::add);
        command.addAll(List.of("-Xmx" + MEMORY, "-cp", target.resolve("spark/jars") + File.separator + "*", mainClass));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true).redirectOutput(Redirect.appendTo(log(name).toFile()));
        builder.environment().put("SPARK_HOME", target.resolve("spark").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", HOST);
        return builder.start();
    }

    /** Where a process writes what it has to say. */
    Path log(String name) {
        return work.resolve(name + ".log");
    }

    /** The executors that run now. */
    List<ProcessHandle> executors() {
        return workers.stream().flatMap(worker -> worker.descendants()).filter(ProcessHandle::isAlive)
                .filter(process -> process.info().arguments().stream().flatMap(Stream::of)
                        .anyMatch(argument -> argument.endsWith("CoarseGrainedExecutorBackend")))
                .toList();
    }

    /** As {@code kill -9}. */
    void killWorker(int index) throws InterruptedException {
        workers.get(index).destroyForcibly().waitFor();
    }

    private void awaitPort() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (Socket socket = new Socket(HOST, port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline || !master.isAlive()) {
                    throw new IOException("the master did not come up; it said: " + Files.readString(log("master")), e);
                }
                Thread.sleep(100);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        executors().forEach(ProcessHandle::destroyForcibly);
        for (Process worker : workers) {
            worker.destroyForcibly().waitFor();
        }
        master.destroyForcibly().waitFor();
    }
}
