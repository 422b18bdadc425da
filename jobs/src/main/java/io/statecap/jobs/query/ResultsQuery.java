package io.statecap.jobs.query;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.results.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One SQL statement over the tables of a local results directory: a view for each table that is there. */
public final class ResultsQuery {

    private ResultsQuery() {}

    /**
     * Runs a statement.
     *
     * @param directory results directory
     * @param sql       the statement; tables go by the names of {@link Table}
     * @param driver    jar of DuckDB's JDBC driver; null to look where Maven puts it
     * @return the rows; none and no columns of a statement that has no result
     * @throws UsageException if there are no tables or no driver, or with DuckDB's sentence if the statement fails
     */
    public static QueryResult run(Path directory, String sql, Path driver) throws IOException {
        Map<String, List<Path>> tables = tables(directory);
        if (tables.isEmpty()) {
            throw new UsageException(directory + " holds no results: there is no file in it such as"
                    + " trials/*.parquet or fits/laws.parquet.");
        }
        try (Connection connection = DuckDb.open(driver); Statement statement = connection.createStatement()) {
            // As the files have them, on every machine.
            statement.execute("SET TimeZone = 'UTC'");
            for (Map.Entry<String, List<Path>> table : tables.entrySet()) {
                statement.execute(view(table.getKey(), table.getValue()));
            }
            if (!statement.execute(sql)) {
                return new QueryResult(List.of(), List.of());
            }
            try (ResultSet rows = statement.getResultSet()) {
                return QueryResult.read(rows);
            }
        } catch (SQLException e) {
            throw new UsageException(sentence(e.getMessage()));
        }
    }

    /** The files of each table that has any, by name. */
    private static Map<String, List<Path>> tables(Path directory) throws IOException {
        Map<String, List<Path>> tables = new LinkedHashMap<>();
        for (Table<?> table : Table.all()) {
            Path folder = directory.resolve(table.perTrial() ? table.name() : "fits");
            String pattern = table.perTrial() ? "[^.].*\\.parquet" : table.name() + "\\.parquet";
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> found = Files.list(folder)) {
                List<Path> files = found.filter(file -> file.getFileName().toString().matches(pattern)).sorted()
                        .toList();
                if (!files.isEmpty()) {
                    tables.put(table.name(), files);
                }
            }
        }
        return tables;
    }

    /** Files of earlier versions may lack columns: by name, these are null there. */
    private static String view(String name, List<Path> files) {
        String list = files.stream().map(ResultsQuery::literal).collect(Collectors.joining(", "));
        return "CREATE VIEW " + name + " AS SELECT * FROM read_parquet([" + list + "], union_by_name = true)";
    }

    /** A file's name as SQL, where it would otherwise be a pattern. */
    private static String literal(Path file) {
        return "'" + file.toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]").replace("'", "''") + "'";
    }

    /** DuckDB's message without the drawing of where in the statement it was, and without what it says of itself. */
    private static String sentence(String message) {
        String first = message.replaceFirst(
                        "(?s)^Invalid Input Error: Attempting to execute an unsuccessful.*?\\RError: ", "")
                .split("\\R\\R", 2)[0].strip().replaceAll("\\s*\\R\\s*", " ");
        return first.matches("(?s).*[.!?]") ? first : first + ".";
    }
}
