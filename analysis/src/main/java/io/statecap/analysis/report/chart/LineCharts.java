package io.statecap.analysis.report.chart;

import io.statecap.analysis.view.Numbers;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Line plots as XChart charts, one a panel; {@link Axis#place} says where a value lies on the chart's linear axes. */
final class LineCharts {

    static final BasicStroke MAIN_STROKE = new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final BasicStroke THIN_STROKE = new BasicStroke(1f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final BasicStroke DASHED_STROKE = new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f,
            new float[] {6f, 4f}, 0f);
    static final BasicStroke DOTTED_STROKE = new BasicStroke(1.3f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f,
            new float[] {1.5f, 2.5f}, 0f);
    private static final BasicStroke DASH_STROKE = new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    private static final BasicStroke BRACKET_STROKE = new BasicStroke(9f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
    private static final int DOT_SIZE = 8;
    private static final int X_TICK_SPACING = 44;
    private static final int Y_TICK_SPACING = 42;
    private static final double TOP_SHARE = 0.05;

    private final Plot.Lines plot;
    private final int width;
    private final int height;

    LineCharts(Plot.Lines plot, int width, int height) {
        this.plot = plot;
        this.width = width;
        this.height = height;
    }

    List<PanelChart> charts() {
        double[] sharedX = range(plot.panels(), plot.x(), true);
        double[] sharedY = range(plot.panels(), plot.y(), false);
        List<PanelChart> charts = new ArrayList<>();
        for (Panel panel : plot.panels()) {
            charts.add(chart(panel,
                    plot.x().shared() ? sharedX : range(List.of(panel), plot.x(), true),
                    plot.y().shared() ? sharedY : range(List.of(panel), plot.y(), false)));
        }
        return charts;
    }

    /** A colour as it looks at low opacity on white paper, in a form that needs no transparency. */
    static Color pale(Color colour) {
        return new Color(blend(colour.getRed()), blend(colour.getGreen()), blend(colour.getBlue()));
    }

    private static int blend(int channel) {
        return 255 - (255 - channel) * 28 / 100;
    }

    private PanelChart chart(Panel panel, double[] xRange, double[] yRange) {
        PanelChart chart = new PanelChart(panel.title(),
                new PanelChart.Side(plot.x().label(), xRange, ticks(plot.x(), xRange, (width - 90) / X_TICK_SPACING)),
                new PanelChart.Side(plot.y().label(), yRange, ticks(plot.y(), yRange, (height - 110) / Y_TICK_SPACING)),
                width, height, true);
        chart.getStyler().setMarkerSize(DOT_SIZE);
        for (Mark mark : panel.marks()) {
            add(chart, mark, xRange, yRange);
        }
        return chart;
    }

    private static List<PanelChart.Tick> ticks(Axis axis, double[] range, int wanted) {
        return axis.ticksBetween(axis.valueAt(range[0]), axis.valueAt(range[1]), wanted).stream()
                .map(value -> new PanelChart.Tick(axis.place(value), axis.format().text(value))).toList();
    }

    private void add(PanelChart chart, Mark mark, double[] xRange, double[] yRange) {
        Color colour = Color.decode(mark.ink().light());
        if (mark instanceof Mark.Line line) {
            List<double[]> points = points(line.x(), line.y());
            if (points.size() > 1) {
                Color drawn = line.weight() == Mark.Weight.THIN ? new Color(colour.getRed(), colour.getGreen(),
                        colour.getBlue(), 110) : colour;
                if (line.weight() == Mark.Weight.DASHED) {
                    dashes(chart, points, drawn);
                } else if (line.weight() == Mark.Weight.DOTTED) {
                    line(chart, points, drawn, DOTTED_STROKE);
                } else {
                    line(chart, points, drawn, line.weight() == Mark.Weight.THIN ? THIN_STROKE : MAIN_STROKE);
                }
            }
        } else if (mark instanceof Mark.Band band) {
            List<double[]> outline = points(band.x(), clipped(band.high(), plot.y(), yRange));
            List<double[]> low = points(band.x(), clipped(band.low(), plot.y(), yRange));
            for (int i = low.size() - 1; i >= 0; i--) {
                outline.add(low.get(i));
            }
            if (outline.size() > 2) {
                chart.area(column(outline, 0), column(outline, 1),
                        new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 45));
            }
        } else if (mark instanceof Mark.Dot dot) {
            if (plot.x().shows(dot.x()) && plot.y().shows(dot.y())) {
                chart.sign(plot.x().place(dot.x()), plot.y().place(dot.y()), new ShapeMarker(dot.shape(), colour));
            }
        } else if (mark instanceof Mark.Bracket bracket) {
            double x = plot.x().place(bracket.x());
            double low = end(bracket.low(), yRange[0], yRange);
            double high = end(bracket.high(), yRange[1], yRange);
            boolean wide = bracket.weight() == Mark.Weight.MAIN;
            line(chart, List.of(new double[] {x, low}, new double[] {x, high}), wide ? pale(colour) : colour,
                    wide ? BRACKET_STROKE : bracket.weight() == Mark.Weight.THIN ? THIN_STROKE : MAIN_STROKE);
            if (bracket.weight() != Mark.Weight.THIN && bracket.low() == null) {
                chart.sign(x, yRange[0], new ShapeMarker(Mark.Shape.DOWN, colour));
            }
            if (bracket.weight() != Mark.Weight.THIN && bracket.high() == null) {
                chart.sign(x, yRange[1], new ShapeMarker(Mark.Shape.TRIANGLE, colour));
            }
        } else if (mark instanceof Mark.Rule rule && plot.x().shows(rule.x())) {
            double x = plot.x().place(rule.x());
            line(chart, List.of(new double[] {x, yRange[0]}, new double[] {x, yRange[1]}), colour, DASHED_STROKE);
        }
    }

    private double end(Double value, double open, double[] range) {
        return value == null || !plot.y().shows(value) ? open
                : Math.min(range[1], Math.max(range[0], plot.y().place(value)));
    }

    private static double[] clipped(double[] values, Axis axis, double[] range) {
        return DoubleStream.of(values).map(value -> axis.valueAt(
                axis.shows(value) ? Math.min(range[1], Math.max(range[0], axis.place(value))) : range[0])).toArray();
    }

    private List<double[]> points(double[] x, double[] y) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            if (plot.x().shows(x[i]) && plot.y().shows(y[i])) {
                points.add(new double[] {plot.x().place(x[i]), plot.y().place(y[i])});
            }
        }
        return points;
    }

    /**
     * XChart strokes each segment by itself, which would fill the gaps of a dashed stroke, so every other one is left
     * out.
     */
    private static void dashes(PanelChart chart, List<double[]> points, Color colour) {
        for (int i = 0; i + 1 < points.size(); i += 2) {
            line(chart, points.subList(i, i + 2), colour, DASH_STROKE);
        }
    }

    private static void line(PanelChart chart, List<double[]> points, Color colour, BasicStroke stroke) {
        chart.line(column(points, 0), column(points, 1), colour, stroke);
    }

    private static double[] column(List<double[]> points, int index) {
        return points.stream().mapToDouble(point -> point[index]).toArray();
    }

    /** Places of the smallest and largest value, with a little room; bands may run out of the picture. */
    private static double[] range(List<Panel> panels, Axis axis, boolean horizontal) {
        double[] places = panels.stream().flatMap(panel -> panel.marks().stream())
                .flatMapToDouble(mark -> horizontal ? across(mark) : up(mark))
                .filter(axis::shows).map(axis::place).toArray();
        double low = DoubleStream.of(places).min().orElse(0);
        double high = DoubleStream.of(places).max().orElse(1);
        double room = high > low ? TOP_SHARE * (high - low) : 0.5;
        return horizontal ? new double[] {low, high > low ? high : high + 1} : new double[] {low - room, high + room};
    }

    private static DoubleStream across(Mark mark) {
        if (mark instanceof Mark.Line line) {
            return DoubleStream.of(line.x());
        }
        if (mark instanceof Mark.Band band) {
            return DoubleStream.of(band.x());
        }
        if (mark instanceof Mark.Dot dot) {
            return DoubleStream.of(dot.x());
        }
        return mark instanceof Mark.Bracket bracket ? DoubleStream.of(bracket.x())
                : DoubleStream.of(((Mark.Rule) mark).x());
    }

    private static DoubleStream up(Mark mark) {
        if (mark instanceof Mark.Line line) {
            return line.weight() == Mark.Weight.DASHED ? DoubleStream.empty() : DoubleStream.of(line.y());
        }
        if (mark instanceof Mark.Dot dot) {
            return DoubleStream.of(dot.y());
        }
        if (mark instanceof Mark.Bracket bracket) {
            return DoubleStream.concat(bracket.low() == null ? DoubleStream.empty() : DoubleStream.of(bracket.low()),
                    bracket.high() == null ? DoubleStream.empty() : DoubleStream.of(bracket.high()));
        }
        return DoubleStream.empty();
    }
}
