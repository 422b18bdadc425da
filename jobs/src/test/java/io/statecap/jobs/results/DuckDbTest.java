package io.statecap.jobs.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that shares no code with the writer sees the columns, types, nulls and times that the README promises. */
class DuckDbTest {

    @TempDir
    Path root;

    private Connection duckDb;

    @BeforeEach
    void fill() throws IOException, SQLException {
        SampleRows.fill(ResultsDirectory.local(root));
        // What a killed writer leaves does not match the pattern that people query.
        Files.writeString(root.resolve("trials/.cc33.parquet.0.tmp"), "half");
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckDb.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
        }
    }

    @AfterEach
    void close() throws SQLException {
        duckDb.close();
    }

    private String from(String table) {
        return "read_parquet('" + root + "/" + table + "')";
    }

    private List<List<String>> query(String sql) throws SQLException {
        try (Statement statement = duckDb.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            List<List<String>> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getString(i));
                }
                all.add(row);
            }
            return all;
        }
    }

    private void assertColumns(String table, String expected) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        for (List<String> column : query("DESCRIBE SELECT * FROM " + from(table))) {
            columns.put(column.get(0), column.get(1));
        }
        List<String> found = columns.entrySet().stream().map(e -> e.getKey() + " " + shortName(e.getValue())).toList();
        assertEquals(List.of(expected.split(",\\s*")), found, table);
    }

    private static String shortName(String duckDbType) {
        return switch (duckDbType) {
            case "VARCHAR" -> "string";
            case "INTEGER" -> "int";
            case "BIGINT" -> "long";
            case "DOUBLE" -> "double";
            case "BOOLEAN" -> "boolean";
            case "TIMESTAMP WITH TIME ZONE" -> "timestamp";
            case "DOUBLE[]" -> "list<double>";
            default -> duckDbType;
        };
    }

    @Test
    void everyTableHasItsColumns() throws SQLException {
        assertColumns("trials/*.parquet", "trial_id string, sweep string, dataset string, group string, d_model int,"
                + " layers int, head_dim int, expand int, d_state int, state_size long, parameters long,"
                + " train_length int, seed long, learning_rate double, tokens long, final_train_loss double,"
                + " baseline_loss double, worst_loss double, collapsed boolean, collapse_position long, status string,"
                + " error string, attempts int, train_seconds double, tokens_per_second double,"
                + " peak_memory_bytes long, threads int, host string, version string, started_at timestamp,"
                + " finished_at timestamp, config_json string, engine string, device string, vector_bits int,"
                + " precision string");
        assertColumns("curves/*.parquet", "trial_id string, probe string, prompt string, slice string,"
                + " mitigation string, step long, train_length int, from_position long, to_position long, loss double,"
                + " loss_stderr double, fresh_loss double, excess double, excess_stderr double, accuracy double,"
                + " sequences int, loss_by_sequence list<double>, fresh_window int, excess_by_sequence list<double>,"
                + " excess_stderr_by_sequence list<double>");
        assertColumns("training/*.parquet", "trial_id string, step long, tokens long, loss double, grad_norm double,"
                + " learning_rate double");
        assertColumns("passkey/*.parquet", "trial_id string, mitigation string, step long, context_length long,"
                + " depth double, distance long, samples int, correct int");
        assertColumns("states/*.parquet", "trial_id string, prompt string, mitigation string, step long, layer int,"
                + " head int, position long, mean double, variance double, rms double, max_abs double");
        assertColumns("gates/*.parquet", "trial_id string, prompt string, mitigation string, step long, layer int,"
                + " head int, from_position long, to_position long, quantity string, mean double, variance double");
        assertColumns("fits/thresholds.parquet", "target string, dataset string, group string, criterion string,"
                + " slice string, state_size long, seed long, lower long, upper long, estimate double, ci_low double,"
                + " ci_high double, monotone boolean, seeds int, trials int, horizon long");
        assertColumns("fits/laws.parquet", "target string, group string, criterion string, slice string,"
                + " method string, law string, parameter string, value double, ci_low double, ci_high double,"
                + " x_unit string, y_unit string, r2 double, aic double, aicc double, points int, horizon long");
        assertColumns("fits/horizons.parquet", "target string, group string, criterion string, slice string,"
                + " horizon long, trials int, collapsed int, state_sizes list<double>, estimates list<double>,"
                + " slope double, ci_low double, ci_high double, intercept double");
    }

    @Test
    void valuesAndNullsAreThoseWritten() throws SQLException {
        assertEquals(List.of(
                        List.of("aa11", "-9223372036854775808", "true", "256", "1099511627776", "host-ü"),
                        Arrays.asList("bb22", "0", null, null, null, "host")),
                query("SELECT trial_id, seed, collapsed, collapse_position, peak_memory_bytes, host FROM "
                        + from("trials/*.parquet") + " ORDER BY trial_id"));
        assertEquals(List.of(List.of("aa11")),
                query("SELECT trial_id FROM " + from("trials/*.parquet") + " WHERE error IS NULL"));
        assertEquals(List.of(List.of("1")), query("SELECT count(*) FROM " + from("curves/*.parquet")
                + " WHERE loss_by_sequence = [1.0, 1.5, 2.0] AND loss = list_avg(loss_by_sequence)"));
        assertEquals(List.of(List.of("3", "1", "1", "1")),
                query("SELECT count(loss_by_sequence), count(*) FILTER (len(loss_by_sequence) = 0),"
                        + " count(*) FILTER (isnan(loss) AND isinf(loss_stderr)),"
                        + " count(*) FILTER (len(loss_by_sequence) = 2 AND loss_by_sequence[2] IS NULL) FROM "
                        + from("curves/*.parquet")));
    }

    @Test
    void timesAreInUtcToTheMicrosecond() throws SQLException {
        assertEquals(List.of(List.of("2026-01-02 03:04:05.678901+00", "true")),
                query("SELECT started_at::VARCHAR, finished_at - started_at = INTERVAL 13 SECONDS FROM "
                        + from("trials/aa11.parquet")));
    }

    @Test
    void filesAreCompressedWithZstd() throws SQLException {
        assertEquals(List.of(List.of("ZSTD")), query("SELECT DISTINCT compression FROM parquet_metadata('" + root
                + "/curves/*.parquet')"));
    }
}
