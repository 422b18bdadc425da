package io.statecap.analysis.view;

import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import java.util.ArrayList;
import java.util.List;

/** A plain text table with aligned columns: words to the left, numbers to the right. */
public final class TextTable {

    private static final String GAP = "  ";
    private static final String NONE = "-";

    private TextTable() {}

    /**
     * The columns that have a brief name.
     *
     * @param digits significant digits of numbers; of the ends of intervals one fewer
     */
    public static <R> String of(List<Column<R>> columns, List<R> rows, int digits) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).brief() != null && !columns.get(i).brief().equals(Column.TO)) {
                shown.add(i);
            }
        }
        List<List<String>> lines = new ArrayList<>(List.of(shown.stream().map(i -> columns.get(i).brief()).toList()));
        List<Object> before = null;
        for (R row : rows) {
            List<Object> cells = Table.cells(columns, row);
            List<Object> once = new ArrayList<>();
            shown.stream().filter(i -> columns.get(i).sparse()).forEach(i -> once.add(cells.get(i)));
            boolean repeats = once.equals(before);
            before = once;
            lines.add(shown.stream().map(i -> repeats && columns.get(i).sparse() ? ""
                    : cell(columns, cells, i, digits)).toList());
        }
        return aligned(lines);
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

    /**
     * A header and rows of as many cells each. The header decides nothing but widths: columns of numbers alone are set
     * to the right.
     */
    public static String aligned(List<List<String>> lines) {
        int columns = lines.get(0).size();
        int[] widths = new int[columns];
        boolean[] numeric = new boolean[columns];
        for (int j = 0; j < columns; j++) {
            int column = j;
            widths[j] = lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
            numeric[j] = lines.stream().skip(1).allMatch(line ->
                    line.get(column).matches("|-|null|all|[-+0-9.,eE%/\\[\\] ]+|inf|-inf"));
        }
        StringBuilder text = new StringBuilder();
        for (List<String> cells : lines) {
            StringBuilder line = new StringBuilder();
            for (int j = 0; j < columns; j++) {
                String pad = " ".repeat(widths[j] - cells.get(j).length());
                line.append(j == 0 ? "" : GAP).append(numeric[j] ? pad + cells.get(j) : cells.get(j) + pad);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
