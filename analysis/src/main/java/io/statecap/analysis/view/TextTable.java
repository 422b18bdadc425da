package io.statecap.analysis.view;

import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A plain text table with aligned columns: words to the left, numbers to the right. */
final class TextTable {

    private static final String GAP = "  ";
    private static final String NONE = "-";
    /** Numbers, intervals, and amounts with a unit or of time. */
    private static final Pattern NUMERIC = Pattern.compile("|-|null|all|[-+0-9.,eE%/\\[\\] ]+([kMGTPE]?i?B?)|inf|-inf"
            + "|[0-9.]+[dhms]( [0-9]+[dhms])?");

    private TextTable() {}

    /** Header and rows as {@link Document#table(List, List, int)} shows them. */
    static <R> List<List<String>> cells(List<Column<R>> columns, List<R> rows, int digits) {
        int[] shown = IntStream.range(0, columns.size()).filter(i -> columns.get(i).brief() != null
                && !columns.get(i).brief().equals(Column.TO)).toArray();
        List<List<String>> lines = new ArrayList<>();
        lines.add(IntStream.of(shown).mapToObj(i -> columns.get(i).brief()).toList());
        List<Object> before = null;
        for (R row : rows) {
            List<Object> cells = Table.cells(columns, row);
            List<Object> once = new ArrayList<>();
            IntStream.of(shown).filter(i -> columns.get(i).sparse()).forEach(i -> once.add(cells.get(i)));
            boolean repeats = once.equals(before);
            before = once;
            lines.add(IntStream.of(shown).mapToObj(i -> repeats && columns.get(i).sparse() ? ""
                    : cell(columns, cells, i, digits)).toList());
        }
        return lines;
    }

    private static <R> String cell(List<Column<R>> columns, List<Object> cells, int index, int digits) {
        Object value = cells.get(index);
        if (index + 1 < columns.size() && Column.TO.equals(columns.get(index + 1).brief())) {
            return Numbers.interval((Double) value, (Double) cells.get(index + 1), digits - 1);
        }
        if (value == null) {
            return NONE;
        }
        Kind kind = columns.get(index).kind();
        return kind == Kind.NUMBER ? Numbers.digits(((Number) value).doubleValue(), digits)
                : kind == Kind.LOSS ? Numbers.fixed(((Number) value).doubleValue(), 1) : value.toString();
    }

    /**
     * Lines of a header and rows. What is wider than the terminal is cut into blocks of columns, each with the columns
     * that name the row.
     */
    static String text(List<List<String>> lines, int width) {
        List<List<String>> columns = IntStream.range(0, lines.get(0).size())
                .mapToObj(i -> padded(lines.stream().map(line -> line.get(i)).toList())).toList();
        if (width(columns) <= width) {
            return text(columns);
        }
        List<String> blocks = new ArrayList<>();
        int keys = keys(columns, width);
        int from = keys;
        while (from < columns.size()) {
            List<List<String>> block = new ArrayList<>(columns.subList(0, keys));
            do {
                block.add(columns.get(from++));
            } while (from < columns.size() && width(block) + GAP.length() + columns.get(from).get(0).length() <= width);
            blocks.add(text(block));
        }
        return String.join("\n", blocks);
    }

    /** The header decides nothing but widths: columns of numbers alone are set to the right. */
    private static List<String> padded(List<String> column) {
        int width = column.stream().mapToInt(String::length).max().orElse(0);
        boolean numeric = column.stream().skip(1).allMatch(cell -> NUMERIC.matcher(cell).matches());
        return column.stream().map(cell -> numeric ? " ".repeat(width - cell.length()) + cell
                : cell + " ".repeat(width - cell.length())).toList();
    }

    private static int width(List<List<String>> columns) {
        return columns.stream().mapToInt(column -> GAP.length() + column.get(0).length()).sum() - GAP.length();
    }

    private static String text(List<List<String>> columns) {
        return rows(columns).map(row -> String.join(GAP, row).stripTrailing() + "\n").collect(Collectors.joining());
    }

    private static Stream<List<String>> rows(List<List<String>> columns) {
        return IntStream.range(0, columns.get(0).size())
                .mapToObj(row -> columns.stream().map(column -> column.get(row)).toList());
    }

    /** How many columns name a row: those that set all rows apart, if they leave half of the width. */
    private static int keys(List<List<String>> columns, int width) {
        int keys = 1;
        while (keys < columns.size() - 1 && rows(columns.subList(0, keys)).distinct().count() < columns.get(0).size()
                && width(columns.subList(0, keys + 1)) <= width / 2) {
            keys++;
        }
        return keys;
    }
}
