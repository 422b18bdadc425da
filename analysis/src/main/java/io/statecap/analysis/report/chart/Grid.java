package io.statecap.analysis.report.chart;

import java.util.List;
import java.util.Locale;

/**
 * Grids of coloured cells as SVG.
 *
 * @param downwards whether the first row is at the top
 */
public record Grid(String name, String xLabel, String yLabel, ColourScale colours, boolean downwards,
                   List<Panel> panels) implements Plot {

    private static final double CHARACTER = 6.4;
    private static final int COLUMN_SPACING = 34;
    private static final int ROW_SPACING = 13;
    private static final int BOTTOM = 44;
    /** More grids than this are drawn small. */
    private static final int MANY = 8;
    /** Grids of more cells than this have no gaps between them. */
    private static final int DENSE = 100;
    private static final double GAP = 1.5;
    private static final double SIGN_CHARACTER = 6.2;

    /**
     * One grid of cells; columns run to the right, rows upwards or downwards as the plot says.
     *
     * @param cells row after row, each split into equal strips from left to right
     */
    public record Panel(String title, List<String> columns, List<String> rows, List<List<Strip>> cells) {}

    /**
     * One coloured part of a cell.
     *
     * @param value the colour's value; null where the state is not a value
     * @param text  written in the strip where there is room
     * @param label shown when the pointer is on it
     */
    public record Strip(State state, Double value, String text, String label) {}

    /** What a strip tells: a value, one over the limit, a trial that failed, one that has not run. */
    public enum State { MEASURED, OVER, BROKEN, UNRUN }

    @Override
    public List<String> titles() {
        return panels.stream().map(Panel::title).toList();
    }

    @Override
    public int width() {
        return columns() == 1 ? 760 : panels.size() > MANY ? 250 : 420;
    }

    @Override
    public int height() {
        int rows = panels.get(0).rows().size();
        return columns() == 1 ? 46 + Math.min(58 * rows, Math.max(300, 22 * rows)) : width() * 7 / 10;
    }

    @Override
    public Markup drawnColours() {
        return colours.drawn();
    }

    @Override
    public Markup panel(int index, String id, Object... attributes) {
        Panel panel = panels.get(index);
        int columns = panel.columns().size();
        int rows = panel.rows().size();
        double left = 30 + CHARACTER * panel.rows().stream().mapToInt(String::length).max().orElse(1);
        double bottom = height() - BOTTOM;
        double wide = (width() - left - 6) / columns;
        double high = (bottom - 2) / rows;
        double gap = columns * rows > DENSE ? 0 : GAP;
        Markup svg = new Markup().open("svg", "viewBox", "0 0 " + width() + " " + height(), attributes)
                .open("g", "aria-hidden", "true");
        for (int column = 0; column < columns; column += (int) Math.ceil(COLUMN_SPACING / wide)) {
            svg.element("text", panel.columns().get(column), "x", left + (column + 0.5) * wide, "y", bottom + 17,
                    "text-anchor", "middle");
        }
        for (int row = 0; row < rows; row += (int) Math.ceil(ROW_SPACING / high)) {
            svg.element("text", panel.rows().get(row), "x", left - 7, "y", top(row, rows, high) + high / 2 + 4,
                    "text-anchor", "end");
        }
        LinePanel.titles(svg, xLabel, yLabel, left + wide * columns / 2, bottom / 2, height());
        svg.close("g");
        for (int i = 0; i < panel.cells().size(); i++) {
            List<Strip> strips = panel.cells().get(i);
            double width = (wide - 2 * gap) / strips.size();
            for (int k = 0; k < strips.size(); k++) {
                strip(svg, strips.get(k), left + i % columns * wide + gap + k * width,
                        top(i / columns, rows, high) + gap, width, high - 2 * gap, gap == 0 ? " tight" : "");
            }
        }
        return svg.close("svg");
    }

    private double top(int row, int rows, double high) {
        return 2 + (downwards ? row : rows - 1 - row) * high;
    }

    private void strip(Markup svg, Strip strip, double x, double y, double width, double high, String tight) {
        String fill = strip.value() == null ? null : colours.colour(strip.value());
        svg.shape("rect", "class", "mark strip " + strip.state().name().toLowerCase(Locale.ROOT) + tight, "fill", fill,
                "x", x, "y", y, "width", width, "height", high, "data-label", strip.label());
        String middle = "translate(" + Markup.pixels(x + width / 2) + ",";
        if (strip.state() == State.BROKEN) {
            svg.shape("path", "class", "absent", "d", "M-6,-6L6,6M-6,6L6,-6", "transform", middle
                    + Markup.pixels(y + high / 2) + ")");
        } else if (fill != null) {
            boolean over = strip.state() == State.OVER;
            boolean room = !strip.text().isEmpty() && width >= SIGN_CHARACTER * strip.text().length() + 3 && high >= 26;
            if (room) {
                svg.element("text", strip.text(), "class", "sign", "color", colours.textOn(strip.value()), "x",
                        x + width / 2, "y", y + high / 2 + (over ? 10 : 4), "text-anchor", "middle");
            }
            if (over) {
                svg.shape("path", "class", "sign", "d", "M0,-4.5L4.5,3.5L-4.5,3.5Z", "color",
                        colours.textOn(strip.value()), "transform", middle + Markup.pixels(y + high / 2 - (room ? 7 : 0))
                        + ")");
            }
        }
        svg.raw('\n');
    }
}
