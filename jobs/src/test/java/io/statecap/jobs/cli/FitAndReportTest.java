package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.jobs.results.ResultsDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that draw conclusions, on a directory that holds made-up trials. */
class FitAndReportTest {

    private static final GeneratedSweep SWEEP = new GeneratedSweep(1, 3, 9, 2, 4);
    private static final Set<String> THRESHOLD_COLUMNS = Set.of("target", "dataset", "group", "criterion", "slice",
            "state_size", "seed", "lower", "upper", "estimate", "ci_low", "ci_high", "monotone", "seeds", "trials",
            "horizon");
    private static final Set<String> LAW_COLUMNS = Set.of("target", "group", "criterion", "slice", "method", "law",
            "parameter", "value", "ci_low", "ci_high", "x_unit", "y_unit", "r2", "aic", "aicc", "points",
            "horizon");

    @TempDir
    private Path folder;

    private Path sweep(int trials) throws IOException {
        Path directory = folder.resolve("results");
        SWEEP.write(ResultsDirectory.local(directory), trials);
        return directory;
    }

    @Test
    void fitPrintsThresholdsLawsAndAVerdictInAHundredColumns() throws IOException {
        Path directory = sweep(SWEEP.trials());

        CommandRun fit = CommandRun.of("fit", directory);
        CommandRun withSensitivity = CommandRun.of("fit", directory, "--sensitivity");

        assertEquals(ExitCode.OK, fit.code(), fit.err());
        assertTrue(fit.out().contains("Thresholds T_train of recall, criterion excess>0.1, slice age<=8"), fit.out());
        assertTrue(fit.out().contains("joint   linear"), fit.out());
        assertTrue(fit.out().contains("T_train: by joint on 54 trials the "), fit.out());
        assertTrue(fit.out().contains("T_train = "), fit.out());
        assertTrue(fit.out().contains("agree"), fit.out());
        assertTrue(CommandRun.of("fit", directory, "--seeds").out().contains("monotone"));
        assertFalse(fit.out().contains("data.keys"), "a group shows what does not vary: " + fit.out());
        assertTrue(withSensitivity.out().startsWith(fit.out()), withSensitivity.out());
        assertTrue(withSensitivity.out().contains("paper>2") && withSensitivity.out().contains("excess>0.05"),
                withSensitivity.out());
        withSensitivity.out().lines().forEach(line -> assertTrue(line.length() <= 100, line.length() + ": " + line));
        assertEquals(fit.out(), CommandRun.of("fit", directory).out());
    }

    @Test
    void jsonHasTheColumnsOfTheTables() throws IOException {
        JsonNode json = new ObjectMapper().readTree(CommandRun.of("fit", sweep(SWEEP.trials()), "--json").out());

        assertEquals(Set.of("trials", "thresholds", "fits", "placebo", "horizons"), names(json));
        assertEquals(Set.of("expected", "ok", "failed", "missing"), names(json.get("trials")));
        assertEquals(54, json.get("trials").get("ok").asInt());
        json.get("placebo").forEach(row -> assertEquals(Set.of("criterion", "as_length", "trials", "called_collapsed"),
                names(row)));
        assertTrue(json.get("placebo").size() > 0);
        assertEquals(9, json.get("thresholds").size());
        json.get("thresholds").forEach(row -> assertEquals(THRESHOLD_COLUMNS, names(row)));
        assertTrue(json.get("fits").size() > 0);
        json.get("fits").forEach(row -> assertEquals(LAW_COLUMNS, names(row)));
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new java.util.HashSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void sensitivityGoesWithTablesOnly() throws IOException {
        CommandRun outcome = CommandRun.of("fit", sweep(1), "--json", "--sensitivity");

        assertEquals(ExitCode.USAGE, outcome.code());
        assertTrue(outcome.err().contains("--sensitivity"), outcome.err());
    }

    /** A reader of its own sees in {@code fits/} what the verb printed. */
    @Test
    void duckDbReadsTheFits() throws IOException, SQLException {
        Path directory = sweep(SWEEP.trials());
        JsonNode json = new ObjectMapper().readTree(CommandRun.of("fit", directory, "--json").out());
        int index = 0;
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:"); Statement statement = duckDb.createStatement();
                ResultSet rows = statement.executeQuery("SELECT state_size, seed, lower, upper, \"group\", monotone FROM"
                        + " read_parquet('" + directory + "/fits/thresholds.parquet')")) {
            while (rows.next()) {
                JsonNode row = json.get("thresholds").get(index++);
                assertEquals(row.get("state_size").asLong(), rows.getLong(1));
                for (String column : List.of("seed", "lower", "upper")) {
                    assertEquals(row.get(column).isNull() ? null : row.get(column).asText(), rows.getString(column));
                }
                assertEquals(row.get("group").asText(), rows.getString(5));
                assertEquals(row.get("monotone").asBoolean(), rows.getBoolean(6));
            }
        }
        assertEquals(9, index);
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:"); Statement statement = duckDb.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*), count(DISTINCT method || law), min(points),"
                        + " count(*) FILTER (ci_low > value OR ci_high < value) FROM read_parquet('" + directory
                        + "/fits/laws.parquet')")) {
            assertTrue(rows.next());
            assertEquals(json.get("fits").size(), rows.getInt(1));
            assertTrue(rows.getInt(2) >= 4, rows.getInt(2) + " laws");
            assertTrue(rows.getInt(3) >= 3, rows.getInt(3) + " points");
            assertEquals(0, rows.getInt(4), "values outside their intervals");
        }
    }

    @Test
    void reportShowsTheWholeSweep() throws IOException {
        Path directory = sweep(SWEEP.trials());

        CommandRun report = CommandRun.of("report", directory);

        assertEquals(ExitCode.OK, report.code(), report.err());
        assertEquals(directory.resolve("report.html") + "\n", report.out());
        String page = Files.readString(directory.resolve("report.html"));
        assertTrue(page.contains("T_train: by joint on 54 trials the "));
        assertTrue(page.contains("sensitivity-table"));
        for (String figure : List.of("loss-by-position", "thresholds", "outcomes", "training")) {
            assertTrue(Files.size(directory.resolve("figures/" + figure + ".svg")) > 1_000, figure);
            assertTrue(Files.size(directory.resolve("figures/" + figure + ".png")) > 1_000, figure);
        }
        assertFalse(Files.exists(directory.resolve("figures/passkey.png")));
        assertFalse(Files.exists(directory.resolve("fits")), "a report alone fits nothing");
    }

    /** One state size with its first lengths, and a trial that failed; then nothing but the configuration. */
    @Test
    void aSweepThatStillRunsHasAReport() throws IOException {
        Path directory = sweep(3);
        CommandRun half = CommandRun.of("report", directory);
        String page = Files.readString(directory.resolve("report.html"));

        assertEquals(ExitCode.OK, half.code(), half.err());
        assertTrue(page.contains("No law has been fitted yet."), "headline");
        assertTrue(Files.exists(directory.resolve("figures/loss-by-position.png")));

        Path begun = folder.resolve("begun");
        SWEEP.write(ResultsDirectory.local(begun), 0);
        CommandRun empty = CommandRun.of("report", begun);
        assertEquals(ExitCode.OK, empty.code(), empty.err());
        assertTrue(Files.readString(begun.resolve("report.html")).contains("No trial has finished yet"));
    }

    @Test
    void aFigureThatLostItsDataGoes() throws IOException {
        Path directory = sweep(3);
        Files.createDirectories(directory.resolve("figures"));
        Files.writeString(directory.resolve("figures/passkey.svg"), "old");
        Files.writeString(directory.resolve("figures/mine.svg"), "somebody else's");

        CommandRun.of("report", directory);

        assertFalse(Files.exists(directory.resolve("figures/passkey.svg")));
        assertTrue(Files.exists(directory.resolve("figures/mine.svg")));
    }

    /** The file is named, its trial is left out, and the rest is fitted. */
    @Test
    void aDamagedFileIsLeftOutAndNamed() throws IOException {
        Path directory = sweep(SWEEP.trials());
        Path damaged = Files.list(directory.resolve("curves")).sorted().findFirst().orElseThrow();
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 3] ^= 8;
        Files.write(damaged, bytes);
        Files.write(directory.resolve("training").resolve(damaged.getFileName()), new byte[10]);

        CommandRun fit = CommandRun.of("fit", directory);
        CommandRun report = CommandRun.of("report", directory);

        assertEquals(ExitCode.OK, fit.code(), fit.err());
        assertTrue(fit.out().contains("joint   linear"), fit.out());
        List<String> complaints = fit.err().lines().toList();
        assertEquals(1, complaints.size(), fit.err());
        assertTrue(complaints.get(0).contains(damaged.toString()) && complaints.get(0).contains("is trained again"),
                fit.err());
        assertEquals(ExitCode.OK, report.code(), report.err());
        assertEquals(2, report.err().lines().count(), report.err());
    }

    @Test
    void aDamagedConfigurationIsNamed() throws IOException {
        Path directory = sweep(1);
        Files.writeString(directory.resolve("sweep.json"),
                Files.readString(directory.resolve("sweep.json")).substring(0, 40));

        CommandRun fit = CommandRun.of("fit", directory);

        assertEquals(ExitCode.USAGE, fit.code(), fit.err());
        assertEquals(1, fit.err().lines().count(), fit.err());
        assertTrue(fit.err().contains("sweep.json"), fit.err());
    }

    @Test
    void reportNeedsASweep() {
        CommandRun outcome = CommandRun.of("report", folder);

        assertEquals(ExitCode.USAGE, outcome.code());
        assertTrue(outcome.err().contains("sweep.json"), outcome.err());
        assertEquals("", outcome.out());
    }

    /** A report that cannot be written costs a sweep one warning, no more. */
    @Test
    void aFailedReportIsAWarning() throws IOException {
        Path directory = sweep(3);
        Files.writeString(directory.resolve("figures"), "in the way");
        ResultsDirectory results = ResultsDirectory.local(directory);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(System.out, new PrintStream(err, true, StandardCharsets.UTF_8));

        FittedSweep sweep = FittedSweep.read(results, Directories.sweepIn(results), note -> { });
        Reports.tell(console, () -> Reports.write(sweep, console::note), "report: done",
                "the report is incomplete, the results are not");

        List<String> lines = err.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("warning: the report is incomplete, the results are not:"), lines.get(0));
    }
}
