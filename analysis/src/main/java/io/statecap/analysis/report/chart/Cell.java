package io.statecap.analysis.report.chart;

import java.util.List;

/** One cell of a grid, split into equal strips from left to right. */
public record Cell(int column, int row, List<Strip> strips) {

    /** What a strip tells: a plain value, one over the limit, a trial that failed, one that has not run. */
    public enum State {
        VALUE, OVER, FAILED, MISSING;

        /** Class of the style sheet. */
        String style() {
            return switch (this) {
                case VALUE -> "measured";
                case OVER -> "over";
                case FAILED -> "broken";
                case MISSING -> "unrun";
            };
        }
    }

    /**
     * One coloured part of a cell.
     *
     * @param value the colour's value; null where the state is not a value
     * @param text written in the strip where there is room
     * @param label shown when the pointer is on it
     */
    public record Strip(State state, Double value, String text, String label) {}
}
