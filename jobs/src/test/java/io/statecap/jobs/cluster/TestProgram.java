package io.statecap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the tests in a JVM of its own, with the settings that Spark's own small clusters need. */
final class TestProgram {

    private TestProgram() {}

    /**
     * How it ended.
     *
     * @param code exit code
     * @param said all that it wrote
     */
    record Ended(int code, String said) {}

    /** Runs a program to its end. */
    static Ended run(Path folder, Class<?> program, String... arguments) throws IOException, InterruptedException {
        // Spark looks for its jars there, before it takes those of the class path.
        Files.createDirectories(folder.resolve("home").resolve("jars"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-")).forEach(command::add);
        command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path") + File.pathSeparator
                + Path.of("target", "test-classes").toAbsolutePath(), program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("log").toFile())).directory(folder.toFile());
        builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> program + " does not end");
        return new Ended(process.exitValue(), Files.readString(folder.resolve("log")));
    }
}
