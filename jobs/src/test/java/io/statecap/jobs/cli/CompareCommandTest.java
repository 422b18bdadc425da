package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

    private static final GeneratedSweep SWEEP = new GeneratedSweep(1, 3, 9, 2, 4);

    @TempDir
    private Path folder;

    private Path sweep(String name, int trials) throws IOException {
        Path directory = folder.resolve(name);
        SWEEP.write(ResultsDirectory.local(directory), trials);
        return directory;
    }

    private static Path edited(Path directory, String from, String to) throws IOException {
        Path json = directory.resolve("sweep.json");
        String text = Files.readString(json);
        assertTrue(text.contains(from), text);
        Files.writeString(json, text.replace(from, to));
        return directory;
    }

    @Test
    void equalSweepsDifferInNothing() throws IOException {
        Path first = sweep("a", SWEEP.trials());
        Path second = sweep("b", SWEEP.trials());

        CommandRun run = CommandRun.of("compare", first, second);

        assertEquals(ExitCode.OK, run.code(), run.err());
        assertTrue(run.out().replaceAll("\\s+", " ").startsWith("No difference is shown between the lines of a, b:"
                + " likelihood"
                + " ratio 0.00, 2 degrees of freedom, p = 1.0000 "), run.out());
        assertTrue(run.out().contains("No setting that bears on results differs."), run.out());
        assertTrue(run.out().replaceAll("\\s+", " ").contains("Slope of b minus that of a:"), run.out());
        assertEquals(run.out(), CommandRun.of("compare", first, second).out());
        try (Stream<Path> files = Files.list(first)) {
            assertFalse(files.anyMatch(file -> file.getFileName().toString().equals("fits")), "compare only reads");
        }
    }

    @Test
    void settingsThatDifferAreListedAndThePageHoldsAll() throws IOException {
        Path first = sweep("a", SWEEP.trials());
        Path second = edited(edited(sweep("b", 40), "\"learningRate\" : 0.005", "\"learningRate\" : 0.01"),
                "\"name\" : \"generated\"", "\"name\" : \"other\"");
        Path out = folder.resolve("out");

        CommandRun run = CommandRun.of("compare", first, second, "--out", out);

        assertEquals(ExitCode.OK, run.code(), run.err());
        assertTrue(run.out().matches("(?s).*Settings that differ\nsetting +a +b\ntraining.learningRate +0.005 +0.01\n.*"
                + "\nNames.*\nname +generated +other\n.*"), run.out());
        run.out().lines().filter(line -> !line.startsWith("report: "))
                .forEach(line -> assertTrue(line.length() <= 100, line));
        String page = Files.readString(out.resolve("compare.html"));
        for (String part : List.of("line-tests", "training.learningRate", "compared-thresholds", "compared-losses",
                "Slope of b minus that of a")) {
            assertTrue(page.contains(part), part);
        }
        assertFalse(page.matches("(?s).*(?:src|href)=\"https?:.*"), "the page needs no network");
        for (String figure : List.of("compared-thresholds", "compared-losses")) {
            assertTrue(Files.size(out.resolve("figures/" + figure + ".svg")) > 1000);
            assertTrue(Files.size(out.resolve("figures/" + figure + ".png")) > 1000);
        }
    }

    @Test
    void jsonHasTheColumnsOfTheTablesWithTheSweepInFront() throws IOException {
        CommandRun run = CommandRun.of("compare", sweep("a", SWEEP.trials()), sweep("b", 50), "--json");

        assertEquals(ExitCode.OK, run.code(), run.err());
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertEquals("excess>0.1", json.get("criterion").asText());
        assertEquals(50, json.get("sweeps").get(1).get("trials").get("ok").asInt());
        JsonNode threshold = json.get("thresholds").get(0);
        assertEquals("a", threshold.get("sweep").asText());
        assertTrue(threshold.has("state_size") && threshold.has("ci_low"), threshold.toString());
        assertTrue(json.get("fits").get(0).has("parameter"));
        JsonNode test = json.get("tests").get(0);
        assertEquals(2, test.get("degrees_of_freedom").asInt());
        assertTrue(test.get("p").isNumber() && test.get("statistic").isNumber());
        assertEquals("b", test.get("differences").get(0).get("sweep").asText());
    }

    /** The criterion of the first directory judges all. */
    @Test
    void theFirstCriterionJudgesAll() throws IOException {
        Path first = sweep("a", SWEEP.trials());
        Path second = edited(sweep("b", SWEEP.trials()), "\"limit\" : 0.1", "\"limit\" : 0.7");

        CommandRun run = CommandRun.of("compare", first, second);
        CommandRun turned = CommandRun.of("compare", second, first);

        assertTrue(run.out().contains("criterion excess>0.1") && run.err().contains("b: judged by the criterion of a"),
                run.out() + run.err());
        assertTrue(run.out().contains("likelihood ratio 0.00"), run.out());
        assertTrue(turned.out().contains("criterion excess>0.7"), turned.out());
    }

    @Test
    void badInputIsOneSentence() throws IOException {
        Path first = sweep("a", 1);

        assertComplaint(CommandRun.of("compare", first, first + "/"), "two different results directories");
        assertComplaint(CommandRun.of("compare", first), "two different results directories");
        assertComplaint(CommandRun.of("compare", first, folder.resolve("none")), "has no sweep.json");
        Path second = sweep("b", 2);
        assertComplaint(CommandRun.of("compare", first, second, "--out", second.resolve("sweep.json")),
                "is a file, but must be a folder");
        // One trial has no law, which is no error.
        CommandRun run = CommandRun.of("compare", first, second);
        assertEquals(ExitCode.OK, run.code(), run.err());
        assertTrue(run.out().startsWith("The lines cannot be compared"), run.out());
    }

    private static void assertComplaint(CommandRun run, String words) {
        assertEquals(ExitCode.USAGE, run.code(), run.err());
        List<String> complaints = run.complaints();
        assertEquals(1, complaints.size(), run.err());
        assertTrue(complaints.get(0).contains(words), run.err());
    }

    @Test
    void damagedFilesAreLeftOutWithANote() throws IOException {
        Path first = sweep("a", SWEEP.trials());
        Path second = sweep("b", SWEEP.trials());
        Path damaged;
        try (Stream<Path> files = Files.list(second.resolve("trials"))) {
            damaged = files.filter(file -> file.toString().endsWith(".parquet")).sorted().findFirst().orElseThrow();
        }
        Files.writeString(damaged, "no parquet");

        CommandRun run = CommandRun.of("compare", first, second);

        assertEquals(ExitCode.OK, run.code(), run.err());
        assertTrue(run.err().contains("b: " ) && run.err().contains(damaged.getFileName().toString()), run.err());
    }
}
