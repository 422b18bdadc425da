package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
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
                "recall             16  8   null",
                "recall             32  8   null",
                "recall             64  8   null", ""), run.out());
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
                query("SELECT 'x,y' AS a, 'say \"no\"' AS b, NULL AS c, array(1, 2) AS d", "--csv").out());
    }

    @Test
    void jsonHasNumbersListsNullsAndTimes() throws IOException {
        JsonNode rows = new ObjectMapper().readTree(query("SELECT trial_id, state_size, learning_rate, collapse_position,"
                + " collapsed, started_at, loss_by_sequence, double('NaN') AS none FROM trials JOIN curves USING"
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
        assertEquals("namespace,tableName,isTemporary\n,curves,true\n,training,true\n,trials,true\n",
                query("SHOW TABLES", "--csv").out());
        assertEquals(ExitCode.OK, CommandRun.of("fit", results).code());
        assertEquals(7, query("SHOW TABLES", "--csv").out().lines().count());
        assertTrue(query("FROM laws", "--csv").out().startsWith("target,group,criterion,slice,method,"));
    }

    /** Files of earlier versions lack columns that came later. */
    @Test
    void aColumnThatAFileLacksIsNullThere() throws IOException {
        Path old = Files.createDirectories(folder.resolve("old/training"));
        Path part = old.resolve("part");
        CommandRun made = query("INSERT OVERWRITE DIRECTORY '" + part + "' USING parquet"
                + " SELECT /*+ COALESCE(1) */ 'old' AS trial_id, 1L AS step");
        assertEquals(ExitCode.OK, made.code(), made.err());
        try (Stream<Path> files = Files.list(part)) {
            Files.move(files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow(),
                    old.resolve("old.parquet"));
        }
        FileUtils.deleteDirectory(part.toFile());
        try (Stream<Path> files = Files.list(results.resolve("training"))) {
            Path one = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
            Files.copy(one, old.resolve(one.getFileName()));
        }

        assertEquals("loss\n\n", CommandRun.of("query", folder.resolve("old"),
                "SELECT loss FROM training WHERE trial_id = 'old'", "--csv").out());
    }

    @Test
    void mistakesInSqlAreSparksSentence() {
        CommandRun column = query("SELECT layer FROM trials");
        assertTrue(column.err().startsWith("statecap: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or"
                + " function parameter with name `layer` cannot be resolved."), column.err());
        column.refused("`layers`");
        assertUsage("[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEC'.", query("SELEC 1"));
        query("SELECT * FROM passkey").refused("TABLE_OR_VIEW_NOT_FOUND");
        query("SELECT int(trial_id) FROM trials").refused("CAST_INVALID_INPUT");
    }

    @Test
    void aDirectoryWithoutResultsIsOneSentence() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));

        for (Path none : List.of(empty, folder.resolve("missing"))) {
            assertUsage(none + " holds no results: there is no file in it such as trials/*.parquet or"
                    + " fits/laws.parquet.", CommandRun.of("query", none, "SELECT 1"));
        }
    }

    @Test
    void aStatementWithoutResultPrintsNothing() {
        Path file = folder.resolve("csv");

        CommandRun run = query("INSERT OVERWRITE DIRECTORY '" + file + "' USING csv SELECT trial_id FROM trials");

        assertEquals(ExitCode.OK, run.code(), run.err());
        assertTrue(Files.exists(file.resolve("_SUCCESS")));
        assertEquals("", run.out());
    }
}
