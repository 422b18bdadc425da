package io.statecap.analysis.view;

import io.statecap.analysis.view.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Headings, paragraphs, notes and tables, one below the other, and how a terminal shows them. */
public final class Document {

    /** Where prose is wrapped, however wide the terminal is. */
    private static final int PROSE = 98;

    private final List<Block> blocks = new ArrayList<>();

    /** A part that knows its lines, each ended, on a terminal of some columns. */
    private interface Block {
        String text(int width);
    }

    private Document add(Block block) {
        blocks.add(block);
        return this;
    }

    /** Prose. */
    public Document paragraph(String words) {
        return add(width -> wrapped(words, "", Math.min(PROSE, width)));
    }

    /** A line of any length. */
    public Document heading(String words) {
        return add(width -> wrapped(words, "", width));
    }

    /** One of a list. */
    public Document note(String words) {
        return add(width -> wrapped(words, "  ", Math.min(PROSE, width)).replaceFirst("^ ", "-"));
    }

    /** A blank line between what was added and what will be; none at the beginning. */
    public Document gap() {
        return blocks.isEmpty() ? this : add(width -> "\n");
    }

    /**
     * The columns that have a brief name.
     *
     * @param digits significant digits of numbers; of the ends of intervals one fewer
     */
    public <R> Document table(List<Column<R>> columns, List<R> rows, int digits) {
        return table(TextTable.cells(columns, rows, digits));
    }

    /** A header and rows of as many cells each. */
    public Document table(List<List<String>> lines) {
        return add(width -> TextTable.text(lines, width));
    }

    /** All of another one. */
    public Document add(Document other) {
        blocks.addAll(other.blocks);
        return this;
    }

    /** @param width columns of the terminal: prose is wrapped to them, wide tables are cut into blocks of columns */
    public String text(int width) {
        return blocks.stream().map(block -> block.text(width)).collect(Collectors.joining());
    }

    /** As wide as the tables are. */
    @Override
    public String toString() {
        return text(Integer.MAX_VALUE);
    }

    private static String wrapped(String text, String indent, int width) {
        StringBuilder wrapped = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ")) {
            if (column > 0 && column + 1 + word.length() > width) {
                wrapped.append('\n');
                column = 0;
            }
            wrapped.append(column == 0 ? indent : " ").append(word);
            column += (column == 0 ? indent.length() : 1) + word.length();
            int lineBreak = word.lastIndexOf('\n');
            if (lineBreak >= 0) {
                column = word.length() - lineBreak - 1;
            }
        }
        return wrapped.append('\n').toString();
    }
}
