package io.statecap.analysis.text;

import java.util.ArrayList;
import java.util.List;

/** A plain text table with aligned columns: words to the left, numbers to the right. */
final class TextTable {

    private static final String GAP = "  ";

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... header) {
        this.header = List.of(header);
    }

    void add(String... cells) {
        rows.add(List.of(cells));
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
                numeric[j] &= row.get(j).matches("|-|all|[-+0-9.,eE%\\[\\] ]+|inf|-inf");
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
