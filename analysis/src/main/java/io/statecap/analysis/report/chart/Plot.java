package io.statecap.analysis.report.chart;

import java.util.List;

/** One drawing of a figure; a figure with several lets the reader choose by {@code name}. */
public sealed interface Plot {

    String name();

    /** The heading of each panel. */
    List<String> titles();

    /** Panels of marks over two axes. */
    record Lines(String name, Axis x, Axis y, List<Panel> panels, List<LegendEntry> legend) implements Plot {

        @Override
        public List<String> titles() {
            return panels.stream().map(Panel::title).toList();
        }
    }

    /** One small plot among those that share a figure's axes. */
    record Panel(String title, List<Mark> marks) {}

    /** Grids of coloured cells. {@code downwards}: whether the first row is at the top. */
    record Grid(String name, String xLabel, String yLabel, ColourScale colours, boolean downwards,
                List<GridPanel> panels) implements Plot {

        @Override
        public List<String> titles() {
            return panels.stream().map(GridPanel::title).toList();
        }
    }

    /** One grid of cells; columns run to the right, rows upwards or downwards as the plot says. */
    record GridPanel(String title, List<String> columns, List<String> rows, List<Cell> cells) {}

    /** One cell of a grid, split into equal strips from left to right. */
    record Cell(int column, int row, List<Strip> strips) {}

    /**
     * One coloured part of a cell.
     *
     * @param value the colour's value; null where the state is not a value
     * @param text  written in the strip where there is room
     * @param label shown when the pointer is on it
     */
    record Strip(State state, Double value, String text, String label) {}

    /** What a strip tells: a plain value, one over the limit, a trial that failed, one that has not run. */
    enum State {
        VALUE("measured"), OVER("over"), FAILED("broken"), MISSING("unrun");

        /** Class of the style sheet. */
        final String style;

        State(String style) {
            this.style = style;
        }
    }
}
