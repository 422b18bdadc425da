package io.statecap.jobs.cli;

import io.statecap.analysis.view.Document;
import io.statecap.jobs.common.Json;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.export.CsvRows;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.results.parquet.RecordSchema;
import io.statecap.jobs.spark.SparkSessions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code query}. */
@Command(name = "query", header = "Ask a results directory in SQL.",
        description = {"Runs one statement of Spark's SQL over the tables that DIR holds: trials, curves, training, "
            + "passkey, states, gates, thresholds and laws, with the columns of the Parquet files. A column named "
            + "group may go in double quotes."},
        footer = {"", "Examples:",
            "  statecap query results/quick \\",
            "    \"SELECT layers, train_length, avg(collapsed::int) FROM trials GROUP BY ALL\"",
            "  statecap query results/quick \"DESCRIBE curves\"",
            "  statecap query results/quick \"FROM laws\" --csv > laws.csv"})
final class QueryCommand extends Verb {

    /** A configuration in a cell would push all other columns off the screen. */
    private static final int WIDEST = 60;

    /** Small jobs; times and names as the files have them. */
    private static final Map<String, String> SETTINGS = Map.of("spark.sql.adaptive.enabled", "true",
            "spark.sql.session.timeZone", "UTC", "spark.sql.datetime.java8API.enabled", "true",
            "spark.sql.ansi.doubleQuotedIdentifiers", "true");

    @Parameters(index = "0", paramLabel = "DIR",
            description = "Results directory; any file system that Hadoop knows.")
    private String directory;

    @Parameters(index = "1", paramLabel = "SQL", description = "One statement.")
    private String sql;

    @ArgGroup
    private Form form = new Form();

    @Mixin
    private MasterOption master;

    private static final class Form {
        @Option(names = "--csv", description = "Print CSV instead of an aligned table.")
        private boolean csv;

        @Option(names = "--json", description = "Print a JSON list of objects instead.")
        private boolean json;
    }

    @Override
    int run() throws Exception {
        Map<Table<?>, String> tables = tables(Directories.at(directory));
        if (tables.isEmpty()) {
            throw new UsageException(directory + " holds no results: there is no file in it such as"
                    + " trials/*.parquet or fits/laws.parquet.");
        }
        try (SparkSession spark = SparkSessions.session("statecap query", master.url, false)) {
            SETTINGS.forEach(spark.conf()::set);
            // What fails is said in one sentence.
            spark.sparkContext().setLogLevel("OFF");
            ParquetToSparkSchemaConverter converter = new ParquetToSparkSchemaConverter(SQLConf.get());
            // Files of earlier versions may lack columns: these are null there. A path is no pattern.
            tables.forEach((table, path) -> spark.read().schema(converter.convert(RecordSchema.of(table.rowType())
                    .message())).option("__globPaths__", false).option("pathGlobFilter", "*.parquet").parquet(path)
                    .createOrReplaceTempView(table.name()));
            Dataset<Row> result = spark.sql(sql);
            print(result.schema(), result.collectAsList().stream().map(QueryCommand::values).toList());
            return ExitCode.OK;
        } catch (Exception e) {
            throw e instanceof SparkThrowable ? new UsageException(sentence(e.getMessage())) : e;
        }
    }

    /** Where each table lies that has any file. */
    private static Map<Table<?>, String> tables(ResultsDirectory results) throws IOException {
        FileSystem files = results.root().getFileSystem(results.hadoop().configuration());
        Map<Table<?>, String> tables = new LinkedHashMap<>();
        for (Table<?> table : Table.all()) {
            Path folder = results.path(table.perTrial() ? table.name() : "fits");
            String file = table.perTrial() ? "[^.].*\\.parquet" : table.name() + "\\.parquet";
            try {
                Arrays.stream(files.listStatus(folder, path -> path.getName().matches(file))).findFirst()
                        .ifPresent(one -> tables.put(table,
                                (table.perTrial() ? folder : one.getPath()).toString()));
            } catch (FileNotFoundException e) {
                // No trial has had such a probe, or nothing was fitted.
            }
        }
        return tables;
    }

    /** Null, a number, a boolean, a list of such values, or else text, a column. */
    private static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            values.add(value == null || value instanceof Number || value instanceof Boolean ? value
                    : row.schema().apply(i).dataType() instanceof ArrayType ? row.getList(i) : value.toString());
        }
        return values;
    }

    private void print(StructType schema, List<List<Object>> rows) {
        List<String> columns = List.of(schema.fieldNames());
        if (columns.isEmpty()) {
            return;
        }
        if (form.json) {
            console().out().println(Json.text(rows.stream().map(row -> {
                Map<String, Object> object = new LinkedHashMap<>();
                IntStream.range(0, row.size()).forEach(i -> object.put(columns.get(i), row.get(i)));
                return object;
            }).toList()));
            return;
        }
        List<List<?>> lines = new ArrayList<>(List.of(columns));
        lines.addAll(rows);
        if (form.csv) {
            lines.forEach(line -> console().out().print(CsvRows.line(line)));
        } else {
            console().show(new Document().table(lines.stream().map(line -> line.stream().map(QueryCommand::shown)
                    .toList()).toList()));
        }
    }

    private static String shown(Object value) {
        String text = String.valueOf(value).replaceAll("\\R", " ");
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 3) + "...";
    }

    /** Spark's message without its state and without a drawing of where in the statement it was. */
    private static String sentence(String message) {
        return message.strip().lines().findFirst().orElse("").replaceFirst(" SQLSTATE: .*", "");
    }
}
