package io.statecap.analysis.report.page;

import java.util.List;

/**
 * A table of the page.
 *
 * @param filters columns that the reader may filter by choosing a value; a table with any also has a text filter
 * @param rows one list a row, each as long as {@code columns}; entries are strings, numbers, booleans or null
 * @param missing why there are no rows
 */
public record Table(String id, String title, String note, List<Column> columns, List<String> filters,
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

    /** A column; {@code hint} is its unit or meaning, shown on pointing at its header. */
    public record Column(String name, String hint, Kind kind) {}
}
