package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.statecap.jobs.Main;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM without the Vector API says what to add, before anything is read or written. */
class WithoutVectorApiTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"train", "sweep"})
    void saysWhatToAdd(String verb) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(System.getProperty("java.home") + File.separator + "bin" + File.separator
                + "java", "-cp", System.getProperty("java.class.path"), Main.class.getName(), verb, "config.json",
                "--out", out.toString()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(ExitCode.USAGE, process.waitFor(), said);
        assertEquals("statecap: this JVM was started without the Vector API, which the kernels need: give java the option"
                + " --add-modules=jdk.incubator.vector (bin/statecap and Spark do so by themselves).", said.strip());
        assertFalse(Files.exists(out));
    }
}
