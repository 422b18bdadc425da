package io.statecap.analysis.report.chart;

import io.statecap.analysis.report.chart.Plot.Cell;
import io.statecap.analysis.report.chart.Plot.GridPanel;
import io.statecap.analysis.report.chart.Plot.State;
import io.statecap.analysis.report.chart.Plot.Strip;
import java.util.List;

/** One panel of coloured cells as SVG. */
final class CellPanel {

    private static final double CHARACTER = 6.4;
    private static final int COLUMN_SPACING = 34;
    private static final int ROW_SPACING = 13;
    private static final int BOTTOM = 44;
    /** Grids of more cells than this have no gaps between them. */
    private static final int DENSE = 100;
    private static final double GAP = 1.5;
    private static final double SIGN_CHARACTER = 6.2;

    private final Plot.Grid plot;
    private final GridPanel panel;
    private final int height;
    private final double left;
    private final double cellWidth;
    private final double cellHeight;
    private final Markup svg = new Markup();

    CellPanel(Plot.Grid plot, GridPanel panel, int width, int height) {
        this.plot = plot;
        this.panel = panel;
        this.height = height;
        left = 30 + CHARACTER * panel.rows().stream().mapToInt(String::length).max().orElse(1);
        cellWidth = (width - left - 6) / panel.columns().size();
        cellHeight = (height - BOTTOM - 2.0) / panel.rows().size();
    }

    String draw() {
        double bottom = height - BOTTOM;
        svg.open("g", "aria-hidden", "true");
        int step = (int) Math.ceil(COLUMN_SPACING / cellWidth);
        for (int column = 0; column < panel.columns().size(); column += step) {
            svg.element("text", panel.columns().get(column), "x", left + (column + 0.5) * cellWidth, "y", bottom + 17,
                    "text-anchor", "middle");
        }
        step = (int) Math.ceil(ROW_SPACING / cellHeight);
        for (int row = 0; row < panel.rows().size(); row += step) {
            svg.element("text", panel.rows().get(row), "x", left - 7, "y", top(row) + cellHeight / 2 + 4,
                    "text-anchor", "end");
        }
        LinePanel.titles(svg, plot.xLabel(), plot.yLabel(), left + cellWidth * panel.columns().size() / 2, bottom / 2,
                height);
        svg.close("g");
        panel.cells().forEach(this::cell);
        return svg.toString();
    }

    private double top(int row) {
        return 2 + (plot.downwards() ? row : panel.rows().size() - 1 - row) * cellHeight;
    }

    private void cell(Cell cell) {
        double gap = panel.columns().size() * panel.rows().size() > DENSE ? 0 : GAP;
        List<Strip> strips = cell.strips();
        double width = (cellWidth - 2 * gap) / strips.size();
        for (int i = 0; i < strips.size(); i++) {
            strip(strips.get(i), left + cell.column() * cellWidth + gap + i * width, top(cell.row()) + gap, width,
                    cellHeight - 2 * gap, gap == 0 ? " tight" : "");
        }
    }

    private void strip(Strip strip, double x, double y, double width, double high, String tight) {
        boolean coloured = strip.value() != null;
        String fill = coloured ? plot.colours().colour(strip.value()) : null;
        boolean over = strip.state() == State.OVER;
        svg.shape("rect", "class", "mark strip " + strip.state().style + tight, "fill", fill, "x", x, "y", y,
                "width", width, "height", high, "data-label", strip.label());
        String middle = "translate(" + Markup.pixels(x + width / 2) + ",";
        if (strip.state() == State.FAILED) {
            svg.shape("path", "class", "absent", "d", "M-6,-6L6,6M-6,6L6,-6", "transform", middle
                    + Markup.pixels(y + high / 2) + ")");
        } else if (coloured) {
            boolean room = !strip.text().isEmpty() && width >= SIGN_CHARACTER * strip.text().length() + 3 && high >= 26;
            if (room) {
                svg.element("text", strip.text(), "class", "sign", "color", Palette.textOn(fill), "x", x + width / 2,
                        "y", y + high / 2 + (over ? 10 : 4), "text-anchor", "middle");
            }
            if (over) {
                svg.shape("path", "class", "sign", "d", "M0,-4.5L4.5,3.5L-4.5,3.5Z", "color", Palette.textOn(fill),
                        "transform", middle + Markup.pixels(y + high / 2 - (room ? 7 : 0)) + ")");
            }
        }
        svg.raw('\n');
    }
}
