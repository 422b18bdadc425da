package io.statecap.jobs.export;

import io.statecap.jobs.results.parquet.RecordSchema;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.parquet.schema.Type;

/** Records as lines of CSV (RFC 4180), with the columns of Parquet. */
public final class CsvRows<R> {

    private final RecordSchema<R> schema;

    public CsvRows(Class<R> rowType) {
        schema = RecordSchema.of(rowType);
    }

    public String header() {
        return line(schema.message().getFields().stream().map(Type::getName).toList());
    }

    /** Header and lines. */
    String text(List<R> rows) {
        return header() + rows.stream().map(this::line).collect(Collectors.joining());
    }

    public String line(R row) {
        return line(schema.values(row));
    }

    /** A line of values, in quotes where they must be; null is an empty cell. */
    public static String line(List<?> values) {
        return values.stream().map(CsvRows::cell).collect(Collectors.joining(",", "", "\n"));
    }

    private static String cell(Object value) {
        String text = value == null ? "" : value.toString();
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
