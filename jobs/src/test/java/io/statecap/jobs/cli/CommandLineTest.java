package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.common.BuildInfo;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepIdentity;
import io.statecap.model.io.ModelDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private static final String CONFIG = """
            {"name": "test",
             "model": {"dModel": 8, "layers": 1, "dState": [4, 8], "headDim": 8, "expand": 2},
             "data": {"kind": "recall", "keys": 16, "values": 8, "newRate": 0.5, "maxAge": 16},
             "training": {"length": [16, 32], "tokens": 2048, "batchTokens": 1024, "learningRate": 0.005, "seed": 0},
             "probe": {"length": 2048, "sequences": 2}, "criterion": {"slice": "all"}}""";

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private void assertSweepRefused(String config, String... parts) throws IOException {
        Path out = folder.resolve("out");
        CommandRun.of("sweep", file("bad.json", config), "--out", out).refused(parts);
        assertFalse(Files.exists(out), "something was written");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "sweep", "train", "score", "probe", "corpus", "fit", "report", "export", "query", "completion"})
    void everyVerbHelpsWithAnExample(String verb) {
        CommandRun help = CommandRun.of(verb, "--help");

        assertEquals(ExitCode.OK, help.code());
        assertTrue(help.out().contains("Example") && help.out().contains("statecap " + verb), help.out());
    }

    @Test
    void versionNamesTheCommit() {
        CommandRun version = CommandRun.of("--version");

        assertEquals(ExitCode.OK, version.code());
        assertTrue(version.out().matches("statecap \\d+\\.\\d+\\.\\d+\\S* \\(\\w+\\)\\R"), version.out());
    }

    @Test
    void badUsageIsOneSentence() {
        CommandRun.of("sweeep").refused("sweeep");
        CommandRun.of("sweep").refused("CONF");
        CommandRun.of("sweep", "x.json", "--max-failures", "many").refused("--max-failures", "many");
        CommandRun.of("sweep", "x.json", "--max-failures", "0").refused("--max-failures", "0");
        CommandRun.of("plan", "x.json", "--gflops", "-1").refused("--gflops", "-1");
        CommandRun.of("fit").refused("DIR");
        assertEquals(ExitCode.USAGE, CommandRun.of().code());
    }

    @Test
    void badConfigurationsAreOneSentenceAndNothingIsWritten() throws IOException {
        CommandRun.of("sweep", folder.resolve("missing.json")).refused("missing.json");
        assertSweepRefused("{\"name\": ", "bad.json");
        assertSweepRefused(CONFIG.replace("\"expand\"", "\"expnd\""), "expnd", "expand");
        assertSweepRefused(CONFIG.replace("\"headDim\": 8", "\"headDim\": 5"), "headDim", "5");
        assertSweepRefused(CONFIG.replace("[16, 32]", "[0, 32]"), "length", "0");
    }

    @Test
    void aDirectoryOfAnotherSweepIsRefusedAndLeftAlone() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        String other = SweepIdentity.sweepJson(ConfigReader.parse(CONFIG.replace("\"dModel\": 8", "\"dModel\": 16"),
                "other"), List.of(), new BuildInfo("1", "c"));
        Files.writeString(out.resolve("sweep.json"), other);

        CommandRun.of("sweep", file("conf.json", CONFIG), "--out", out).refused("dModel", "8", "16");

        assertEquals(List.of("sweep.json"), names(out));
        assertEquals(other, Files.readString(out.resolve("sweep.json")));
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** One cell learns, one diverges, and the wide ones need hundreds of gigabytes. */
    @Test
    void aFileIsNoFolderForResults() throws IOException {
        Path taken = file("taken", "text");

        CommandRun.of("sweep", file("conf.json", CONFIG), "--out", taken)
                .refused(taken.toString(), "is a file, but must be a folder");

        assertEquals("text", Files.readString(taken));
    }

    @Test
    void failuresOfEveryKindAreListedAndTheRestIsDone() throws IOException {
        Path config = file("conf.json", CONFIG.replace("\"dModel\": 8", "\"dModel\": [8, 65536]")
                .replace("[4, 8]", "4").replace("[16, 32]", "32").replace("\"learningRate\": 0.005",
                        "\"learningRate\": [0.005, 100000], \"warmup\": 0, \"clip\": 0")
                .replace("2048, \"batch", "4096, \"batch"));
        Path out = folder.resolve("out");

        CommandRun first = CommandRun.of("sweep", config, "--out", out, "--master", "local[2]");
        CommandRun second = CommandRun.of("sweep", config, "--out", out);

        assertEquals(ExitCode.FAILED_TRIALS, first.code(), first.err());
        List<String> failures = first.err().lines().filter(line -> line.startsWith("  ")).toList();
        assertEquals(3, failures.size(), first.err());
        assertEquals(1, failures.stream().filter(line -> line.contains("diverged at step")).count(), first.err());
        assertEquals(2, failures.stream().filter(line -> line.contains("does not fit in memory")).count(),
                first.err());
        assertTrue(first.err().contains("[1/4 done, "), first.err());
        assertEquals(ExitCode.FAILED_TRIALS, second.code());
        assertEquals(first.out(), second.out());
        assertTrue(Files.exists(out.resolve("report.html")) && first.err().contains("report: "), first.err());
        assertFalse(second.err().contains("to run"), second.err());
    }

    @Test
    void trainNeedsASingleCell() throws IOException {
        CommandRun.of("train", file("conf.json", CONFIG), "--out", folder.resolve("out")).refused("4 trials", "one");
    }

    @Test
    void badModelsAndTokensAreOneSentence() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Path tokens = file("ids.json", "[[1, 2, 3]]");
        CommandRun.of("score", "--model", model, "--tokens", tokens).refused("config.json");
        saveTiny(model);
        Files.write(model.resolve("model.safetensors"), new byte[] {100, 0, 0, 0, 0, 0, 0, 0, '{'});
        CommandRun.of("score", "--model", model, "--tokens", tokens).refused("model.safetensors", "truncated");
        saveTiny(model);
        CommandRun.of("score", "--model", model, "--tokens", file("bad.json", "[[1, 2, 24]]")).refused("bad.json", "24",
                "0 to 23");
        CommandRun.of("score", "--model", model, "--tokens", file("bad.json", "[[1, 2")).refused("bad.json", "JSON");
        CommandRun.of("score", "--model", model, "--tokens", file("bad.json", "[[1]]")).refused("bad.json");
        CommandRun.of("score", "--model", model, "--text", folder.resolve("missing.txt")).refused("missing.txt");
    }

    private static Path saveTiny(Path directory) throws IOException {
        return ModelDirectories.initialise(directory, ConfigReader.parse(CONFIG, "test").trials().get(0).model(), 0);
    }

    @Test
    void scoreOfAFreshModelIsTheLogOfTheVocabularySize() throws IOException {
        Path model = saveTiny(folder.resolve("model"));
        Path out = folder.resolve("scores");

        CommandRun outcome = CommandRun.of("score", "--model", model, "--tokens",
                file("ids.json", "[[1, 2, 3], [4, 5]]"), "--json", "--out", out);

        assertEquals(ExitCode.OK, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("\"tokens\" : 5") && outcome.out().contains("\"sequences\" : 2"),
                outcome.out());
        double loss = Double.parseDouble(outcome.out().replaceAll("(?s).*\"loss\" : ([0-9.]+).*", "$1"));
        assertEquals(Math.log(24), loss, 0.2);
        assertEquals(1, names(out.resolve("curves")).size());
    }

    @Test
    void planListsEveryTrialAndWritesNothing() throws IOException {
        CommandRun table = CommandRun.of("plan", file("conf.json", CONFIG), "--gflops", "10");
        CommandRun json = CommandRun.of("plan", folder.resolve("conf.json"), "--gflops", "10", "--json",
                "--cores", "2");

        assertEquals(ExitCode.OK, table.code(), table.err());
        assertTrue(table.out().contains("4 trials"), table.out());
        assertEquals(4, json.out().lines().filter(line -> line.contains("\"trial_id\"")).count());
        assertTrue(json.out().contains("\"state_size\" : 112") && json.out().contains("\"memory_bytes\""), json.out());
        assertEquals(List.of("conf.json"), names(folder));
    }

    @Test
    void fitOfThePapersPointsGivesItsLine() throws IOException {
        Path points = file("points.csv", "state_size,train_length\n0,0\n1100000,1024\n1600000,2048\n2400000,8192\n"
                + "4800000,16384\n12880000,65536\n");

        CommandRun table = CommandRun.of("fit", "--points", points);

        assertEquals(ExitCode.OK, table.code(), table.err());
        assertTrue(table.out().contains("5.1718") && table.out().contains("-4.4691"), table.out());
        assertTrue(table.out().contains("R2") && table.out().contains("0.98497"), table.out());
        assertTrue(table.out().contains("leverage") && table.out().contains("0.903"), table.out());
        assertTrue(table.out().contains("5 points, without (0,0)"), table.out());
        assertTrue(table.out().contains("5.3869") && table.out().contains("-6.3427"), table.out());
        CommandRun.of("fit", "--points", folder.resolve("none.csv")).refused("none.csv");
        CommandRun.of("fit", "--points", file("bad.csv", "x,y\n1,2\n")).refused("bad.csv", "state_size,train_length");
        CommandRun.of("fit", folder).refused("sweep.json");
    }

    @Test
    void debugShowsWhereAProblemArose() {
        CommandRun outcome = CommandRun.of("plan", folder.resolve("missing.json"), "--debug");

        assertEquals(ExitCode.USAGE, outcome.code());
        assertTrue(outcome.err().contains("\tat "), outcome.err());
    }
}
