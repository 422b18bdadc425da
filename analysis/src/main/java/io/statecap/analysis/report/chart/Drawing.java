package io.statecap.analysis.report.chart;

import io.statecap.analysis.view.Numbers;
import java.util.List;

/**
 * One plot as SVG: its panels, which the page and the files share, and its legend or colour scale.
 *
 * @param id begins the ids of elements; no other drawing of the document has it
 */
public record Drawing(Plot plot, String id) {

    /** More grids than this are drawn small. */
    private static final int MANY_GRIDS = 8;
    private static final int COLOUR_STEPS = 48;
    private static final int COLOUR_STEP = 4;
    private static final double CHARACTER = 6.6;

    /** Panels beside each other, where there is room. */
    public int columns() {
        int panels = plot.titles().size();
        return panels == 4 ? 2 : panels <= 3 ? panels : panels <= 6 ? 3 : 4;
    }

    public int width() {
        if (plot instanceof Plot.Lines) {
            return columns() == 1 ? 620 : 420;
        }
        return columns() == 1 ? 760 : plot.titles().size() > MANY_GRIDS ? 250 : 420;
    }

    public int height() {
        if (plot instanceof Plot.Lines) {
            return columns() == 1 ? 400 : 300;
        }
        int rows = ((Plot.Grid) plot).panels().get(0).rows().size();
        return columns() == 1 ? 46 + Math.min(58 * rows, Math.max(300, 22 * rows)) : width() * 7 / 10;
    }

    /** One panel as an element {@code svg} with these attributes more. */
    public String panel(int index, Object... attributes) {
        Markup svg = new Markup();
        Object[] data = new Object[0];
        String drawn;
        if (plot instanceof Plot.Lines lines) {
            LinePanel panel = new LinePanel(lines, lines.panels().get(index), width(), height());
            drawn = panel.draw(id + "-" + index);
            data = panel.data();
        } else {
            Plot.Grid grid = (Plot.Grid) plot;
            drawn = new CellPanel(grid, grid.panels().get(index), width(), height()).draw();
        }
        Object[] all = java.util.stream.Stream.of(new Object[] {"viewBox", "0 0 " + width() + " " + height()}, data,
                attributes).flatMap(java.util.Arrays::stream).toArray();
        return svg.open("svg", all).raw(drawn).close("svg").toString();
    }

    public List<LegendEntry> legend() {
        return plot instanceof Plot.Lines lines ? lines.legend() : List.of();
    }

    /** The colour scale of a grid from its low to its high end; empty for lines. 16 pixels high. */
    public String colours() {
        if (!(plot instanceof Plot.Grid grid)) {
            return "";
        }
        ColourScale colours = grid.colours();
        String low = colours.label() + "  " + Numbers.plain(colours.low());
        double x = CHARACTER * low.length() + 8;
        Markup svg = new Markup().element("text", low, "y", 12);
        for (int step = 0; step < COLOUR_STEPS; step++) {
            double value = colours.low() + (colours.high() - colours.low()) * step / (COLOUR_STEPS - 1.0);
            svg.shape("rect", "x", x + COLOUR_STEP * step, "width", COLOUR_STEP + 0.5, "y", 1, "height", 13, "fill",
                    colours.colour(value));
        }
        return svg.element("text", (colours.clipped() ? "\u2265 " : "") + Numbers.plain(colours.high()), "x",
                x + COLOUR_STEP * COLOUR_STEPS + 8, "y", 12).toString();
    }
}
