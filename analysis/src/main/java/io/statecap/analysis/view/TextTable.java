package io.statecap.analysis.view;

import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import java.util.ArrayList;
import java.util.List;

/** A plain text table with aligned columns: words to the left, numbers to the right. */
public final class TextTable {

    private static final String GAP = "  ";
    private static final String NONE = "-";

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... header) {
        this.header = List.of(header);
    }

    public void add(String... cells) {
        rows.add(List.of(cells));
    }

    /**
     * The columns that have a brief name.
     *
     * @param digits significant digits of numbers; of the ends of intervals one fewer
     */
    public static <R> TextTable of(List<Column<R>> columns, List<R> rows, int digits) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).brief() != null && !columns.get(i).brief().equals(Column.TO)) {
                shown.add(i);
            }
        }
        TextTable table = new TextTable(shown.stream().map(i -> columns.get(i).brief()).toArray(String[]::new));
        List<Object> before = null;
        for (R row : rows) {
            List<Object> cells = Table.cells(columns, row);
            List<Object> once = new ArrayList<>();
            shown.stream().filter(i -> columns.get(i).sparse()).forEach(i -> once.add(cells.get(i)));
            boolean repeats = once.equals(before);
            before = once;
            table.add(shown.stream().map(i -> repeats && columns.get(i).sparse() ? ""
                    : cell(columns, cells, i, digits)).toArray(String[]::new));
        }
        return table;
    }

    private static <R> String cell(List<Column<R>> columns, List<Object> cells, int index, int digits) {
        Object value = cells.get(index);
        if (index + 1 < columns.size() && Column.TO.equals(columns.get(index + 1).brief())) {
            return Numbers.interval((Double) value, (Double) cells.get(index + 1), digits - 1);
        }
        if (value == null) {
            return NONE;
        }
        Kind kind = columns.get(index).head().kind();
        return kind == Kind.NUMBER ? Numbers.digits(((Number) value).doubleValue(), digits)
                : kind == Kind.LOSS ? Numbers.fixed(((Number) value).doubleValue(), 1) : value.toString();
    }

    @Override
    public String toString() {
        int columns = header.size();
        int[] widths = new int[columns];
        boolean[] numeric = new boolean[columns];
        for (int j = 0; j < columns; j++) {
            widths[j] = header.get(j).length();
            numeric[j] = true;
            for (List<String> row : rows) {
                widths[j] = Math.max(widths[j], row.get(j).length());
                numeric[j] &= row.get(j).matches("|-|all|[-+0-9.,eE%/\\[\\] ]+|inf|-inf");
            }
        }
        StringBuilder text = new StringBuilder();
        append(text, header, widths, numeric);
        for (List<String> row : rows) {
            append(text, row, widths, numeric);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> row, int[] widths, boolean[] numeric) {
        StringBuilder line = new StringBuilder();
        for (int j = 0; j < widths.length; j++) {
            String pad = " ".repeat(widths[j] - row.get(j).length());
            line.append(j == 0 ? "" : GAP).append(numeric[j] ? pad + row.get(j) : row.get(j) + pad);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
