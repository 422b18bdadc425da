package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The option {@code --set} of plan, sweep and train. */
class OverrideOptionTest {

    private static final String CONFIG = """
            {"name": "test",
             "model": {"dModel": 8, "layers": 1, "dState": [4, 8], "headDim": 8, "expand": 2},
             "data": {"kind": "recall", "keys": 16, "values": 8, "newRate": 0.5, "maxAge": 16},
             "training": {"length": [16, 32], "tokens": 2048, "batchTokens": 1024, "learningRate": 0.005, "seed": 0},
             "probe": {"length": 2048, "sequences": 2}}""";

    @TempDir
    private Path folder;
    private Path config;

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(folder.resolve("conf.json"), CONFIG);
    }

    @Test
    void planListsTheTrialsOfTheResult() throws IOException {
        Path same = Files.writeString(folder.resolve("same.json"), CONFIG.replace("\"seed\": 0", "\"seed\": [0, 1, 2]")
                .replace("\"layers\": 1", "\"layers\": 4"));

        CommandRun bySet = CommandRun.of("plan", config, "--set", "training.seed=0,1,2", "--set", "model.layers=4",
                "--gflops", 10);
        CommandRun byFile = CommandRun.of("plan", same, "--gflops", 10);

        assertEquals(ExitCode.OK, bySet.code(), bySet.err());
        assertEquals(byFile.out(), bySet.out());
        assertTrue(bySet.out().contains("12 trials"), bySet.out());
    }

    @Test
    void mistakesAreOneSentenceAndNothingIsWritten() {
        Path out = folder.resolve("out");

        CommandRun misspelt = CommandRun.of("sweep", config, "--out", out, "--set", "training.sede=1");
        CommandRun noValue = CommandRun.of("train", config, "--out", out, "--set", "training.seed");

        assertEquals(ExitCode.USAGE, misspelt.code());
        assertEquals(1, misspelt.complaints().size(), misspelt.err());
        assertTrue(misspelt.err().startsWith("statecap: " + config + " with --set training.sede=1:"
                + " $.training.sede is 1, but there is no such field (did you mean \"seed\"?)"), misspelt.err());
        assertEquals(List.of("statecap: --set training.seed: there is no =, but it must be path=value, such as"
                + " training.seed=0,1,2."), noValue.complaints());
        assertEquals(ExitCode.USAGE, noValue.code());
        assertFalse(Files.exists(out));
    }

    /** One cell of a grid is trained, recorded as it was run, and held by the file that says the same. */
    @Test
    void trainsOneCellAndRecordsIt() throws IOException {
        Path out = folder.resolve("out");
        Path same = Files.writeString(folder.resolve("same.json"),
                CONFIG.replace("[4, 8]", "4").replace("[16, 32]", "16"));

        CommandRun train = CommandRun.of("train", config, "--out", out, "--set", "model.dState=4", "--set",
                "training.length=16", "--master", "local[1]");
        CommandRun again = CommandRun.of("train", same, "--out", out, "--master", "local[1]");

        assertEquals(ExitCode.OK, train.code(), train.err());
        var recorded = new ObjectMapper().readTree(out.resolve("sweep.json").toFile()).get("config");
        assertEquals(4, recorded.at("/model/dState").intValue());
        assertEquals(16, recorded.at("/training/length").intValue());
        assertEquals(ExitCode.OK, again.code(), again.err());
        assertEquals(train.out(), again.out());
        assertFalse(again.err().contains("to run"), again.err());
    }
}
