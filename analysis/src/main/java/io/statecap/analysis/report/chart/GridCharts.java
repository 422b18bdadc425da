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
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.Marker;

/** Grids of coloured cells as XChart charts, one a panel; columns and rows lie at whole numbers. */
final class GridCharts {

    private static final Color FAILED = new Color(0xd1d5db);
    private static final Color OUTLINE = new Color(0x9ca3af);
    private static final double INSET = 0.03;

    private final Plot.Grid plot;
    private final int width;
    private final int height;

    GridCharts(Plot.Grid plot, int width, int height) {
        this.plot = plot;
        this.width = width;
        this.height = height;
    }

    List<XYChart> charts() {
        return plot.panels().stream().map(this::chart).toList();
    }

    private XYChart chart(GridPanel panel) {
        XYChart chart = ChartStyle.chart(panel.title(), plot.xLabel(), plot.yLabel(), width, height);
        int columns = panel.columns().size();
        int rows = panel.rows().size();
        chart.getStyler().setPlotGridLinesVisible(false);
        chart.getStyler().setXAxisMin(-0.5).setXAxisMax(columns - 0.5);
        chart.getStyler().setYAxisMin(-0.5).setYAxisMax(rows - 0.5);
        chart.getStyler().setXAxisTickMarkSpacingHint(Math.max(30, (width - 110) / columns));
        chart.getStyler().setYAxisTickMarkSpacingHint(Math.max(16, (height - 90) / rows));
        chart.setCustomXAxisTickLabelsFormatter(names(panel.columns(), false));
        chart.setCustomYAxisTickLabelsFormatter(names(panel.rows(), plot.downwards()));
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

    private static Function<Double, String> names(List<String> names, boolean reversed) {
        return place -> {
            long index = Math.round(place);
            boolean named = Math.abs(place - index) < 1e-6 && index >= 0 && index < names.size();
            return named ? names.get((int) (reversed ? names.size() - 1 - index : index)) : " ";
        };
    }

    private void addStrip(XYChart chart, Cell.Strip strip, double left, double right, double bottom, double top) {
        if (strip.state() == Cell.State.MISSING) {
            addSign(chart, strip, null, left, right, bottom, top);
            return;
        }
        Color fill = strip.value() == null ? FAILED : Color.decode(plot.colours().colour(strip.value()));
        List<double[]> corners = new ArrayList<>(List.of(new double[] {left, bottom}, new double[] {right, bottom},
                new double[] {right, top}, new double[] {left, top}));
        LineCharts.area(chart, corners, fill);
        if (strip.state() != Cell.State.VALUE || !strip.text().isEmpty()) {
            addSign(chart, strip, fill, left, right, bottom, top);
        }
    }

    private void addSign(XYChart chart, Cell.Strip strip, Color fill, double left, double right, double bottom, double top) {
        XYSeries series = chart.addSeries(LineCharts.nextName(chart), new double[] {(left + right) / 2},
                new double[] {(bottom + top) / 2});
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        Color text = fill == null ? OUTLINE
                : Color.decode(Palette.textOn(String.format("#%06x", fill.getRGB() & 0xffffff)));
        series.setMarker(new Sign(strip, text));
    }

    /** What is written into a strip: its number, a triangle over the limit, a cross for a failure, a dot for nothing. */
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
                    Path2D triangle = line(x - 4, y - 12, x + 4, y - 12);
                    triangle.lineTo(x, y - 5);
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
