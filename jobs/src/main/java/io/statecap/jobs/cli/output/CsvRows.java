package io.statecap.jobs.cli.output;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Records as lines of CSV (RFC 4180), columns in snake case as in Parquet. */
public final class CsvRows<R> {

    private final RecordComponent[] components;

    public CsvRows(Class<R> rowType) {
        components = rowType.getRecordComponents();
    }

    public String header() {
        return Arrays.stream(components).map(component -> snakeCase(component.getName()))
                .collect(Collectors.joining(",")) + "\n";
    }

    public String line(R row) {
        return Arrays.stream(components).map(component -> cell(value(component, row)))
                .collect(Collectors.joining(",")) + "\n";
    }

    private static Object value(RecordComponent component, Object row) {
        try {
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("rows are public records", e);
        }
    }

    /** A value as a cell, in quotes where it must be. */
    static String cell(Object value) {
        String text = value == null ? "" : value.toString();
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }
}
