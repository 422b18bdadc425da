package io.statecap.analysis.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A table of the terminal and of the page, by one definition of its columns.
 *
 * @param filters columns that the reader of the page may filter by choosing a value; a table with any also has a text
 *                filter
 * @param rows    one list a row, each as long as {@code columns}; entries are strings, numbers, booleans or null
 * @param missing why there are no rows
 */
public record Table(String id, String title, String note, List<? extends Column<?>> columns, List<String> filters,
                    List<List<Object>> rows, String missing) {

    /** How a column is written and aligned. */
    public enum Kind {
        TEXT, NUMBER, LOSS, COUNT, TOKENS, OUTCOME,
        /** An identifier, cut short; whole on hover and in the CSV. */
        ID,
        /** The address of a file beside the page. */
        FILE,
        /** {@code panel|line}: shows that line of the loss figure; not in the CSV. */
        CURVE
    }

    /**
     * A column of rows of a type.
     *
     * @param hint   its unit or meaning, shown on pointing at the name
     * @param brief  header on the terminal; null for one of the page only, {@link #TO} for the upper end of an interval
     *               whose lower end is the column before
     * @param sparse whether the terminal leaves it out where it and others like it are as in the row before
     */
    public record Column<R>(String name, String hint, Kind kind, String brief, boolean sparse,
                            Function<? super R, ?> value) {

        /** Brief name of an interval's upper end. */
        public static final String TO = "..";

        /** A column that the terminal shows under the same name. */
        public static <R> Column<R> of(String name, String hint, Kind kind, Function<? super R, ?> value) {
            return new Column<>(name, hint, kind, name, false, value);
        }

        /** A column of the page only. */
        public static <R> Column<R> page(String name, String hint, Kind kind, Function<? super R, ?> value) {
            return new Column<>(name, hint, kind, null, false, value);
        }

        /** The same under another name on the terminal. */
        public Column<R> brief(String other) {
            return new Column<>(name, hint, kind, other, sparse, value);
        }

        /** The same in other words. */
        public Column<R> as(Function<? super R, ?> words) {
            return new Column<>(name, hint, kind, brief, sparse, words);
        }

        /** The same, named only where it changes. */
        public Column<R> once() {
            return new Column<>(name, hint, kind, brief, true, value);
        }
    }

    /** The table of these rows for the page. */
    public static <R> Table of(String id, String title, String note, List<Column<R>> columns, List<String> filters,
                               List<R> rows, String missing) {
        return new Table(id, title, note, columns, filters,
                rows.stream().map(row -> cells(columns, row)).toList(), missing);
    }

    static <R> List<Object> cells(List<Column<R>> columns, R row) {
        List<Object> cells = new ArrayList<>();
        columns.forEach(column -> cells.add(column.value().apply(row)));
        return cells;
    }

    /** This with what is the same in every row said once, in the note. */
    public Table withoutConstants(String... candidates) {
        List<Integer> kept = new ArrayList<>();
        List<String> constants = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int index = i;
            String name = columns.get(i).name();
            Set<Object> values = new HashSet<>();
            rows.forEach(row -> values.add(row.get(index)));
            Object value = values.size() == 1 ? values.iterator().next() : null;
            if (Arrays.asList(candidates).contains(name) && value != null) {
                constants.add(name + " " + (value instanceof Number number ? Numbers.plain(number.doubleValue())
                        : value));
            } else {
                kept.add(i);
            }
        }
        return new Table(id, title, constants.isEmpty() ? note : "The same for all: " + String.join(", ", constants)
                + ".",
                kept.stream().map(columns::get).toList(), filters,
                rows.stream().map(row -> kept.stream().map(row::get).toList()).toList(), missing);
    }
}
