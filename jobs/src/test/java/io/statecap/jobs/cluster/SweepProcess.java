package io.statecap.jobs.cluster;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of the application jar in a JVM of its own, as bin/statecap starts it. */
record SweepProcess(Process process, Path log) implements AutoCloseable {

    private static final long WAIT_SECONDS = 240;

    /** @param options more options for its JVM */
    static SweepProcess start(Path log, List<String> options, String... arguments) throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What the build gave this JVM for Spark's sake.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-")).forEach(command::add);
        command.addAll(List.of("-Xmx1g", "-Dspark.ui.enabled=false", "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1"));
        command.addAll(options);
        command.addAll(List.of("-cp", target.resolve("statecap.jar") + File.pathSeparator
                + target.resolve("spark/jars") + File.separator + "*" + File.pathSeparator
                + target.resolve("s3a") + File.separator + "*", "io.statecap.jobs.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()));
        builder.environment().put("LOG4J_CONFIGURATION_FILE",
                Path.of("..", "conf", "log4j2.properties").toAbsolutePath().normalize().toString());
        return new SweepProcess(builder.start(), log);
    }

    /** As {@code kill -SIGNAL}. */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    /** Waits for its end. */
    int exitCode() throws IOException, InterruptedException {
        if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("does not end; it said: " + said());
        }
        return process.exitValue();
    }

    /** All that it wrote to its standard output and error. */
    String said() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
