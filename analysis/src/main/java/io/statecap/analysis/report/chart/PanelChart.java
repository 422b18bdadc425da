package io.statecap.analysis.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One panel of a static figure: an XChart chart on white paper with hairline grid and no box. XChart chooses ticks
 * itself (on logarithmic axes powers of ten, on others round numbers), so a panel writes the ticks that it is given:
 * powers of two, state sizes, names of columns.
 */
final class PanelChart extends XYChart {

    private static final Color TEXT = Color.decode(Ink.TEXT.light());
    private static final Color GRID = new Color(0xe5e7eb);
    private static final BasicStroke GRID_STROKE = new BasicStroke(0.8f);
    private static final Font TITLE_FONT = new Font(Font.SANS_SERIF, Font.BOLD, 13);
    private static final Font LABEL_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Font TICK_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    private static final int HEADING_HEIGHT = 24;
    private static final int X_TITLE_HEIGHT = 20;
    private static final int Y_TITLE_WIDTH = 28;
    private static final double CHARACTER_WIDTH = 7;

    private final String heading;
    private final String xTitle;
    private final String yTitle;
    private final List<Tick> xTicks;
    private final List<Tick> yTicks;
    private final double[] xRange;
    private final double[] yRange;

    /** A tick at a place of the axis. */
    record Tick(double place, String name) {}

    /** What an axis shows: its title, the places at its ends, its ticks. */
    record Side(String title, double[] range, List<Tick> ticks) {}

    PanelChart(String heading, Side x, Side y, int width, int height, boolean grid) {
        super(width, height, ChartTheme.Matlab);
        this.heading = heading;
        this.xRange = x.range();
        this.yRange = y.range();
        this.xTicks = within(x);
        this.yTicks = within(y);
        this.xTitle = x.title();
        this.yTitle = y.title();
        style();
        if (grid) {
            xTicks.forEach(tick -> line(new double[] {tick.place(), tick.place()}, yRange.clone(), GRID, GRID_STROKE));
            yTicks.forEach(tick -> line(xRange.clone(), new double[] {tick.place(), tick.place()}, GRID, GRID_STROKE));
        } else {
            // A chart without any series draws no axes, and a grid may begin with cells that have not run.
            line(xRange.clone(), new double[] {yRange[0], yRange[0]}, Color.WHITE, GRID_STROKE);
        }
    }

    private static List<Tick> within(Side side) {
        double slack = 1e-9 * (side.range()[1] - side.range()[0]);
        return side.ticks().stream().filter(tick -> tick.place() >= side.range()[0] - slack
                && tick.place() <= side.range()[1] + slack).toList();
    }

    private void style() {
        XYStyler style = getStyler();
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesVisible(false);
        style.setPlotTicksMarksVisible(false);
        style.setPlotMargin(0);
        style.setPlotContentSize(1);
        style.setChartTitleVisible(false);
        style.setLegendVisible(false);
        style.setChartFontColor(TEXT);
        style.setChartPadding(10);
        style.setAxisTitlesVisible(false);
        style.setAxisTickLabelsFont(TICK_FONT);
        style.setAxisTickPadding(4);
        style.setAxisTicksMarksVisible(false);
        style.setAxisTicksLineVisible(false);
        style.setXAxisMin(xRange[0]).setXAxisMax(xRange[1]);
        style.setYAxisMin(yRange[0]).setYAxisMax(yRange[1]);
        int widest = yTicks.stream().mapToInt(tick -> tick.name().length()).max().orElse(1);
        style.setYAxisLeftWidthHint((int) (Y_TITLE_WIDTH + CHARACTER_WIDTH * widest));
        // The library's own tick labels are blank but take the same space.
        setCustomXAxisTickLabelsFormatter(place -> " ");
        setCustomYAxisTickLabelsFormatter(place -> " ");
    }

    /** Adds a line through places. */
    void line(double[] x, double[] y, Color colour, BasicStroke stroke) {
        XYSeries series = add(x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        series.setLineColor(colour);
        series.setLineStyle(stroke);
        series.setMarker(SeriesMarkers.NONE);
    }

    /** Adds a filled outline. */
    void area(double[] x, double[] y, Color fill) {
        XYSeries series = add(x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        series.setFillColor(fill);
        series.setLineColor(new Color(0, 0, 0, 0));
        series.setMarker(SeriesMarkers.NONE);
    }

    /** Adds a sign at a place. */
    void sign(double x, double y, org.knowm.xchart.style.markers.Marker sign) {
        XYSeries series = add(new double[] {x}, new double[] {y});
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setMarker(sign);
    }

    /** XChart wants every series named; legends are drawn apart, so a running number does. */
    private XYSeries add(double[] x, double[] y) {
        return addSeries("series " + getSeriesCollection().size(), x, y);
    }

    @Override
    public void paint(Graphics2D graphics, int width, int height) {
        graphics.translate(0, HEADING_HEIGHT);
        super.paint(graphics, width, height - HEADING_HEIGHT - X_TITLE_HEIGHT);
        paintTexts(graphics, getScreenXFromChart(xRange[0]), getScreenXFromChart(xRange[1]),
                getScreenYFromChart(yRange[0]), getScreenYFromChart(yRange[1]));
        graphics.translate(0, -HEADING_HEIGHT);
    }

    private void paintTexts(Graphics2D graphics, double left, double right, double bottom, double top) {
        graphics.setColor(TEXT);
        graphics.setFont(TICK_FONT);
        FontMetrics metrics = graphics.getFontMetrics();
        for (Tick tick : xTicks) {
            double x = getScreenXFromChart(tick.place()) - metrics.stringWidth(tick.name()) / 2.0;
            graphics.drawString(tick.name(), (float) x, (float) bottom + 16);
        }
        double widest = 0;
        for (Tick tick : yTicks) {
            int wide = metrics.stringWidth(tick.name());
            widest = Math.max(widest, wide);
            graphics.drawString(tick.name(), (float) (left - 7 - wide), (float) getScreenYFromChart(tick.place()) + 4);
        }
        graphics.setFont(LABEL_FONT);
        metrics = graphics.getFontMetrics();
        graphics.drawString(xTitle, (float) ((left + right - metrics.stringWidth(xTitle)) / 2), (float) bottom + 34);
        AffineTransform upright = graphics.getTransform();
        graphics.translate(left - widest - 15, (top + bottom + metrics.stringWidth(yTitle)) / 2);
        graphics.rotate(-Math.PI / 2);
        graphics.drawString(yTitle, 0, 0);
        graphics.setTransform(upright);
        graphics.setFont(TITLE_FONT);
        graphics.drawString(heading, (float) left, -2);
    }
}
