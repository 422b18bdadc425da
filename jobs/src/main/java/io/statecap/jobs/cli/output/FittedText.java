package io.statecap.jobs.cli.output;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Text for people, made to fit a terminal: paragraphs are wrapped anew, tables that are too wide are cut into blocks of
 * columns, one above the other, each with the columns that name the row. A table is a run of lines whose cells are two
 * spaces or more apart.
 */
public final class FittedText {

    private static final String GAP = "  ";
    /** Where paragraphs were wrapped before. */
    private static final int WRAPPED = 98;

    private final int columns;
    private final StringBuilder fitted = new StringBuilder();

    private FittedText(int columns) {
        this.columns = columns;
    }

    /** @param columns width of the terminal */
    public static String of(String text, int columns) {
        if (text.lines().allMatch(line -> line.length() <= columns)) {
            return text;
        }
        FittedText fitted = new FittedText(columns);
        List<String> lines = text.lines().toList();
        int from = 0;
        while (from < lines.size()) {
            int to = from + 1;
            boolean table = isRow(lines.get(from));
            while (to < lines.size() && (table ? isRow(lines.get(to)) : continues(lines.get(to - 1), lines.get(to)))) {
                to++;
            }
            if (table) {
                fitted.table(lines.subList(from, to));
            } else {
                fitted.paragraph(lines.subList(from, to));
            }
            from = to;
        }
        return fitted.fitted.toString();
    }

    private static boolean isRow(String line) {
        return line.strip().contains(GAP);
    }

    /** Whether a line was broken before the first word of the next. */
    private static boolean continues(String line, String next) {
        String words = next.strip();
        return !words.isEmpty() && !isRow(next) && line.length() + 1 + words.split(" ", 2)[0].length() > WRAPPED;
    }

    private void paragraph(List<String> lines) {
        String first = lines.get(0);
        int begin = first.length() - first.stripLeading().length();
        String indent = " ".repeat(first.startsWith("- ") ? 2 : begin);
        StringBuilder line = new StringBuilder(first.substring(0, begin));
        String space = "";
        for (String word : String.join(" ", lines.stream().map(String::strip).toList()).split(" ")) {
            if (!space.isEmpty() && line.length() + 1 + word.length() > columns) {
                fitted.append(line).append('\n');
                line = new StringBuilder(indent);
                space = "";
            }
            line.append(space).append(word);
            space = " ";
        }
        fitted.append(line).append('\n');
    }

    private void table(List<String> rows) {
        int width = rows.stream().mapToInt(String::length).max().orElse(0);
        if (width <= columns) {
            rows.forEach(row -> fitted.append(row).append('\n'));
            return;
        }
        List<List<String>> cells = cells(rows, width);
        int keys = keys(cells);
        int from = keys;
        while (from < cells.size()) {
            List<List<String>> block = new ArrayList<>(cells.subList(0, keys));
            int taken = width(block);
            do {
                block.add(cells.get(from));
                taken += GAP.length() + cells.get(from).get(0).length();
                from++;
            } while (from < cells.size() && taken + GAP.length() + cells.get(from).get(0).length() <= columns);
            for (int row = 0; row < rows.size(); row++) {
                int which = row;
                fitted.append(String.join(GAP, block.stream().map(column -> column.get(which)).toList())
                        .stripTrailing()).append('\n');
            }
            fitted.append(from < cells.size() ? "\n" : "");
        }
    }

    /** The table's columns, each with its rows' cells in one width. */
    private static List<List<String>> cells(List<String> rows, int width) {
        BitSet used = new BitSet();
        for (String row : rows) {
            for (int i = 0; i < row.length(); i++) {
                used.set(i, used.get(i) || row.charAt(i) != ' ');
            }
        }
        List<List<String>> cells = new ArrayList<>();
        int begin = used.nextSetBit(0);
        while (begin >= 0) {
            int end = used.nextClearBit(begin);
            // A single space is one within a cell.
            while (used.get(end + 1)) {
                end = used.nextClearBit(end + 1);
            }
            List<String> column = new ArrayList<>();
            for (String row : rows) {
                String padded = row + " ".repeat(width - row.length());
                column.add(padded.substring(begin, end));
            }
            cells.add(column);
            begin = used.nextSetBit(end);
        }
        return cells;
    }

    /** How many columns name a row: those that set all rows apart, if they leave half of the width. */
    private int keys(List<List<String>> cells) {
        int keys = 1;
        while (keys < cells.size() - 1 && !distinct(cells.subList(0, keys))
                && width(cells.subList(0, keys + 1)) <= columns / 2) {
            keys++;
        }
        return keys;
    }

    private static boolean distinct(List<List<String>> columns) {
        Set<List<String>> seen = new HashSet<>();
        for (int row = 0; row < columns.get(0).size(); row++) {
            int which = row;
            if (!seen.add(columns.stream().map(column -> column.get(which)).toList())) {
                return false;
            }
        }
        return true;
    }

    private static int width(List<List<String>> columns) {
        return columns.stream().mapToInt(column -> GAP.length() + column.get(0).length()).sum() - GAP.length();
    }
}
