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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryCommandTest {

    private static final GeneratedSweep SWEEP = new GeneratedSweep(1, 2, 3, 4, 2);

    @TempDir
    private static Path folder;
    private static Path results;

    /** A name that would be a pattern, and end a text in SQL, if it were not for the quotes. */
    @BeforeAll
    static void write() throws IOException {
        results = folder.resolve("it's [a] *");
        SWEEP.write(ResultsDirectory.local(results), SWEEP.trials());
        Files.writeString(results.resolve("trials/.x.parquet.tmp"), "half");
    }

    private static CommandRun query(Object... arguments) {
        Object[] all = new Object[arguments.length + 2];
        all[0] = "query";
        all[1] = results;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return CommandRun.of(all);
    }

    private static void assertUsage(String sentence, CommandRun run) {
        assertEquals(List.of("statecap: " + sentence), run.complaints());
        assertEquals(ExitCode.USAGE, run.code());
        assertEquals("", run.out());
    }

    @Test
    void tablesAreAligned() {
        CommandRun run = query("SELECT dataset, train_length, count(*) AS n, max(error) AS error FROM trials"
                + " GROUP BY ALL ORDER BY train_length");

        assertEquals(ExitCode.OK, run.code(), run.err());
        assertEquals(String.join("\n",
                "dataset  train_length  n  error",
                "recall             16  8  null",
                "recall             32  8  null",
                "recall             64  8  null", ""), run.out());
    }

    @Test
    void longValuesAreCutOffInTablesOnly() {
        String sql = "SELECT \"group\" FROM trials LIMIT 1";

        assertTrue(query(sql).out().lines().allMatch(line -> line.length() <= 60), query(sql).out());
        assertTrue(query(sql).out().endsWith("...\n"));
        assertTrue(query(sql, "--csv").out().endsWith("training.tokens=20480\n"));
    }

    @Test
    void csvQuotesWhatItMust() {
        assertEquals("a,b,c,d\n\"x,y\",\"say \"\"no\"\"\",,\"[1, 2]\"\n",
                query("SELECT 'x,y' AS a, 'say \"no\"' AS b, NULL AS c, [1, 2] AS d", "--csv").out());
    }

    @Test
    void jsonHasNumbersListsNullsAndTimes() throws IOException {
        JsonNode rows = new ObjectMapper().readTree(query("SELECT trial_id, state_size, learning_rate, collapse_position,"
                + " collapsed, started_at, loss_by_sequence, 'nan'::DOUBLE AS none FROM trials JOIN curves USING"
                + " (trial_id) ORDER BY ALL LIMIT 2", "--json").out());

        assertEquals(2, rows.size());
        JsonNode row = rows.get(0);
        assertTrue(row.get("trial_id").isTextual());
        assertTrue(row.get("state_size").isIntegralNumber() && row.get("state_size").longValue() % 128 == 0);
        assertEquals(0.005, row.get("learning_rate").doubleValue());
        assertTrue(row.get("collapse_position").isNull() && row.get("none").isNull());
        assertTrue(row.get("collapsed").isBoolean());
        assertEquals("2026-01-02T03:04:05Z", row.get("started_at").textValue());
        assertEquals(2, row.get("loss_by_sequence").size());
        assertEquals("[ ]\n", query("SELECT trial_id FROM trials WHERE false", "--json").out());
    }

    @Test
    void onlyTablesThatAreThereAreViews() {
        String names = "SELECT table_name FROM information_schema.tables ORDER BY ALL";

        assertEquals("table_name\ncurves\ntraining\ntrials\n", query(names, "--csv").out());
        assertEquals(ExitCode.OK, CommandRun.of("fit", results).code());
        assertEquals("table_name\ncurves\nhorizons\nlaws\nthresholds\ntraining\ntrials\n", query(names, "--csv").out());
    }

    @Test
    void mistakesInSqlAreDuckDbsSentence() {
        assertUsage("Binder Error: Referenced column \"layer\" not found in FROM clause! Candidate bindings: \"layers\","
                + " \"learning_rate\", \"collapse_position\", \"dataset\", \"version\".", query("SELECT layer FROM trials"));
        assertUsage("Parser Error: syntax error at or near \"SELEC\".", query("SELEC 1"));
        assertEquals(1, query("SELECT * FROM passkey").complaints().size());
    }

    @Test
    void aDirectoryWithoutResultsIsOneSentence() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));

        for (Path none : List.of(empty, folder.resolve("missing"))) {
            assertUsage(none + " holds no results: there is no file in it such as trials/*.parquet or"
                    + " fits/laws.parquet.", CommandRun.of("query", none, "SELECT 1"));
        }
        assertUsage("hdfs://host:1/x does not lie on this machine, but query needs a local copy of a results directory.",
                CommandRun.of("query", "hdfs://host:1/x", "SELECT 1"));
    }

    /** Its library goes where temporary files go, also where the folder that the JVM began with is full. */
    @Test
    void theDriverMayBeNamed(@TempDir Path temporaries) throws IOException {
        String jar = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .filter(entry -> entry.contains("duckdb_jdbc")).findFirst().orElseThrow();
        String before = System.setProperty("java.io.tmpdir", temporaries.toString());
        try {
            assertEquals("one\n1\n", query("SELECT 1 AS one", "--csv", "--duckdb", jar).out());
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }

        try (Stream<Path> files = Files.list(temporaries)) {
            assertEquals(1, files.filter(file -> file.getFileName().toString().startsWith("duckdb_java")).count());
        }
        assertUsage("--duckdb is none.jar, but must be the jar of org.duckdb:duckdb_jdbc.",
                query("SELECT 1", "--duckdb", "none.jar"));
    }

    @Test
    void aStatementWithoutResultPrintsNothing() {
        Path file = folder.resolve("trials.csv");

        CommandRun run = query("COPY (SELECT trial_id FROM trials) TO '" + file + "'");

        assertEquals(ExitCode.OK, run.code(), run.err());
        assertTrue(Files.exists(file));
        assertFalse(run.out().contains("trial_id"));
    }
}
