package io.statecap.analysis.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.style.markers.Marker;

/** Grids of coloured cells as XChart charts, one a panel; columns and rows lie at whole numbers. */
final class GridCharts {

    private static final Color FAILED = new Color(0xd1d5db);
    private static final Color OUTLINE = new Color(0x9ca3af);
    private static final double INSET = 0.03;
    private static final int COLUMN_SPACING = 34;
    private static final int ROW_SPACING = 16;

    private final Plot.Grid plot;
    private final int width;
    private final int height;

    GridCharts(Plot.Grid plot, int width, int height) {
        this.plot = plot;
        this.width = width;
        this.height = height;
    }

    List<PanelChart> charts() {
        return plot.panels().stream().map(this::chart).toList();
    }

    private PanelChart chart(GridPanel panel) {
        int columns = panel.columns().size();
        int rows = panel.rows().size();
        PanelChart chart = new PanelChart(panel.title(),
                new PanelChart.Side(plot.xLabel(), new double[] {-0.5, columns - 0.5},
                        names(panel.columns(), false, (width - 110) / COLUMN_SPACING)),
                new PanelChart.Side(plot.yLabel(), new double[] {-0.5, rows - 0.5},
                        names(panel.rows(), plot.downwards(), (height - 90) / ROW_SPACING)),
                width, height, false);
        for (Cell cell : panel.cells()) {
            int row = plot.downwards() ? rows - 1 - cell.row() : cell.row();
            int strips = cell.strips().size();
            double gap = columns * rows > 100 ? 0 : INSET;
            for (int i = 0; i < strips; i++) {
                double left = cell.column() - 0.5 + gap + (1 - 2 * gap) * i / strips;
                addStrip(chart, cell.strips().get(i), left, left + (1 - 2 * gap) / strips, row - 0.5 + gap,
                        row + 0.5 - gap);
            }
        }
        return chart;
    }

    /** The names that find room: all of them, or every second, third, … */
    private static List<PanelChart.Tick> names(List<String> names, boolean reversed, int room) {
        int step = (names.size() + room - 1) / room;
        List<PanelChart.Tick> ticks = new ArrayList<>();
        for (int i = 0; i < names.size(); i += step) {
            ticks.add(new PanelChart.Tick(reversed ? names.size() - 1 - i : i, names.get(i)));
        }
        return ticks;
    }

    private void addStrip(PanelChart chart, Cell.Strip strip, double left, double right, double bottom, double top) {
        if (strip.state() == Cell.State.MISSING) {
            addSign(chart, strip, null, left, right, bottom, top);
            return;
        }
        Color fill = strip.value() == null ? FAILED : Color.decode(plot.colours().colour(strip.value()));
        chart.area(new double[] {left, right, right, left}, new double[] {bottom, bottom, top, top}, fill);
        if (strip.state() != Cell.State.VALUE || !strip.text().isEmpty()) {
            addSign(chart, strip, fill, left, right, bottom, top);
        }
    }

    private void addSign(PanelChart chart, Cell.Strip strip, Color fill, double left, double right, double bottom,
            double top) {
        Color text = fill == null ? OUTLINE
                : Color.decode(Palette.textOn(Palette.hex(fill.getRGB())));
        chart.sign((left + right) / 2, (bottom + top) / 2, new Sign(strip, text));
    }

    /**
     * What is written into a strip: its number, a triangle over the limit, a cross for a failure, a dot for nothing.
     */
    private static final class Sign extends Marker {

        private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

        private final Cell.Strip strip;
        private final Color colour;

        private Sign(Cell.Strip strip, Color colour) {
            this.strip = strip;
            this.colour = colour;
        }

        @Override
        public void paint(Graphics2D graphics, double x, double y, int size) {
            graphics.setColor(colour);
            graphics.setStroke(new BasicStroke(2f));
            switch (strip.state()) {
                case MISSING -> graphics.fill(new Rectangle2D.Double(x - 1.5, y - 1.5, 3, 3));
                case FAILED -> {
                    graphics.draw(line(x - 6, y - 6, x + 6, y + 6));
                    graphics.draw(line(x - 6, y + 6, x + 6, y - 6));
                }
                case OVER -> {
                    Path2D triangle = line(x - 4, y - 5, x + 4, y - 5);
                    triangle.lineTo(x, y - 12);
                    triangle.closePath();
                    graphics.fill(triangle);
                    write(graphics, x, y + 9);
                }
                case VALUE -> write(graphics, x, y + 4);
            }
        }

        private void write(Graphics2D graphics, double x, double y) {
            graphics.setFont(FONT);
            FontMetrics metrics = graphics.getFontMetrics();
            graphics.drawString(strip.text(), (float) (x - metrics.stringWidth(strip.text()) / 2.0), (float) y);
        }

        private static Path2D line(double fromX, double fromY, double toX, double toY) {
            Path2D path = new Path2D.Double();
            path.moveTo(fromX, fromY);
            path.lineTo(toX, toY);
            return path;
        }
    }
}
