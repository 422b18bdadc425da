package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.common.BuildInfo;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepIdentity;
import io.statecap.model.io.ModelDirectories;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

    /** What a command left: its exit code, its results and its complaints. */
    private record Outcome(int code, String out, String err) {}

    private static Outcome run(Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        int code = StatecapCommand.run(new Console(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)), words);
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void assertUsage(Outcome outcome, String... parts) {
        assertEquals(ExitCode.USAGE, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertFalse(outcome.err().contains("\tat "), outcome.err());
        for (String part : parts) {
            assertTrue(outcome.err().contains(part), outcome.err());
        }
    }

    private void assertSweepRefused(String config, String... parts) throws IOException {
        Path out = folder.resolve("out");
        assertUsage(run("sweep", file("bad.json", config), "--out", out), parts);
        assertFalse(Files.exists(out), "something was written");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "sweep", "train", "score", "probe", "corpus", "fit", "report", "export", "query", "completion"})
    void everyVerbHelpsWithAnExample(String verb) {
        Outcome help = run(verb, "--help");

        assertEquals(ExitCode.OK, help.code());
        assertTrue(help.out().contains("Example") && help.out().contains("statecap " + verb), help.out());
    }

    @Test
    void versionNamesTheCommit() {
        Outcome version = run("--version");

        assertEquals(ExitCode.OK, version.code());
        assertTrue(version.out().matches("statecap \\d+\\.\\d+\\.\\d+\\S* \\(\\w+\\)\\R"), version.out());
    }

    @Test
    void badUsageIsOneSentence() {
        assertUsage(run("sweeep"), "sweeep");
        assertUsage(run("sweep"), "CONF");
        assertUsage(run("sweep", "x.json", "--max-failures", "many"), "--max-failures", "many");
        assertUsage(run("sweep", "x.json", "--max-failures", "0"), "--max-failures", "0");
        assertUsage(run("plan", "x.json", "--gflops", "-1"), "--gflops", "-1");
        assertUsage(run("fit"), "DIR");
        assertEquals(ExitCode.USAGE, run().code());
    }

    @Test
    void badConfigurationsAreOneSentenceAndNothingIsWritten() throws IOException {
        assertUsage(run("sweep", folder.resolve("missing.json")), "missing.json");
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

        assertUsage(run("sweep", file("conf.json", CONFIG), "--out", out), "dModel", "8", "16");

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
    void failuresOfEveryKindAreListedAndTheRestIsDone() throws IOException {
        Path config = file("conf.json", CONFIG.replace("\"dModel\": 8", "\"dModel\": [8, 65536]")
                .replace("[4, 8]", "4").replace("[16, 32]", "32").replace("\"learningRate\": 0.005",
                        "\"learningRate\": [0.005, 100000], \"warmup\": 0, \"clip\": 0")
                .replace("2048, \"batch", "4096, \"batch"));
        Path out = folder.resolve("out");

        Outcome first = run("sweep", config, "--out", out, "--master", "local[2]");
        Outcome second = run("sweep", config, "--out", out);

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
        // Nothing changed, so nothing is drawn; another criterion changes what the page shows.
        assertTrue(second.err().contains("report.html (as it was)"), second.err());
        assertFalse(run("sweep", config, "--out", out, "--set", "criterion.limit=9").err().contains("as it was"));
    }

    @Test
    void trainNeedsASingleCell() throws IOException {
        assertUsage(run("train", file("conf.json", CONFIG), "--out", folder.resolve("out")), "4 trials", "one");
    }

    @Test
    void badModelsAndTokensAreOneSentence() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Path tokens = file("ids.json", "[[1, 2, 3]]");
        assertUsage(run("score", "--model", model, "--tokens", tokens), "config.json");
        saveTiny(model);
        Files.write(model.resolve("model.safetensors"), new byte[] {100, 0, 0, 0, 0, 0, 0, 0, '{'});
        assertUsage(run("score", "--model", model, "--tokens", tokens), "model.safetensors", "truncated");
        saveTiny(model);
        assertUsage(run("score", "--model", model, "--tokens", file("bad.json", "[[1, 2, 24]]")), "bad.json", "24",
                "0 to 23");
        assertUsage(run("score", "--model", model, "--tokens", file("bad.json", "[[1, 2")), "bad.json", "JSON");
        assertUsage(run("score", "--model", model, "--tokens", file("bad.json", "[[1]]")), "bad.json");
        assertUsage(run("score", "--model", model, "--text", folder.resolve("missing.txt")), "missing.txt");
    }

    private static Path saveTiny(Path directory) throws IOException {
        return ModelDirectories.initialise(directory, ConfigReader.parse(CONFIG, "test").trials().get(0).model(), 0);
    }

    @Test
    void scoreOfAFreshModelIsTheLogOfTheVocabularySize() throws IOException {
        Path model = saveTiny(folder.resolve("model"));
        Path out = folder.resolve("scores");

        Outcome outcome = run("score", "--model", model, "--tokens", file("ids.json", "[[1, 2, 3], [4, 5]]"), "--json",
                "--out", out);

        assertEquals(ExitCode.OK, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("\"tokens\" : 5") && outcome.out().contains("\"sequences\" : 2"),
                outcome.out());
        double loss = Double.parseDouble(outcome.out().replaceAll("(?s).*\"loss\" : ([0-9.]+).*", "$1"));
        assertEquals(Math.log(24), loss, 0.2);
        assertEquals(1, names(out.resolve("curves")).size());
    }

    @Test
    void planListsEveryTrialAndWritesNothing() throws IOException {
        Outcome table = run("plan", file("conf.json", CONFIG), "--gflops", "10");
        Outcome json = run("plan", folder.resolve("conf.json"), "--gflops", "10", "--json", "--cores", "2");

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

        Outcome table = run("fit", "--points", points);

        assertEquals(ExitCode.OK, table.code(), table.err());
        assertTrue(table.out().contains("5.1718") && table.out().contains("-4.4691"), table.out());
        assertTrue(table.out().contains("R2") && table.out().contains("0.98497"), table.out());
        assertTrue(table.out().contains("leverage") && table.out().contains("0.903"), table.out());
        assertTrue(table.out().contains("5 points, without (0,0)"), table.out());
        assertTrue(table.out().contains("5.3869") && table.out().contains("-6.3427"), table.out());
        assertUsage(run("fit", "--points", folder.resolve("none.csv")), "none.csv");
        assertUsage(run("fit", "--points", file("bad.csv", "x,y\n1,2\n")), "bad.csv", "state_size,train_length");
        assertUsage(run("fit", folder), "sweep.json");
    }

    @Test
    void debugShowsWhereAProblemArose() {
        Outcome outcome = run("plan", folder.resolve("missing.json"), "--debug");

        assertEquals(ExitCode.USAGE, outcome.code());
        assertTrue(outcome.err().contains("\tat "), outcome.err());
    }
}
