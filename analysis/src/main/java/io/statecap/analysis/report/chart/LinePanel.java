package io.statecap.analysis.report.chart;

import io.statecap.analysis.report.chart.Plot.Panel;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * One panel of lines and dots as SVG. Marks carry their label and, as {@code data-x} and {@code data-y}, their values
 * as words, for the page's script. What keeps its size when the script zooms is of class {@code fix}.
 */
final class LinePanel {

    private static final double TOP = 8;
    private static final double RIGHT = 12;
    private static final double BOTTOM = 42;
    private static final int X_SPACING = 48;
    private static final int X_SPACING_COUNTS = 72;
    private static final int Y_SPACING = 42;
    private static final double CHARACTER = 6.3;
    /** Half the width of the lines that close an interval. */
    private static final double CAP = 4;
    private static final double SEED_CAP = 2.5;

    private final Plot.Lines plot;
    private final Panel panel;
    private final int width;
    private final int height;
    private final Span x;
    private final Span y;
    private final Markup svg = new Markup();
    private String before = "";

    LinePanel(Plot.Lines plot, Panel panel, int width, int height) {
        this.plot = plot;
        this.panel = panel;
        this.width = width;
        this.height = height;
        Span up = Span.of(plot.y().shared() ? plot.panels() : List.of(panel), plot.y(), false);
        int widest = yTicks(up).stream().mapToInt(tick -> plot.y().format().text(tick).length()).max().orElse(1);
        x = Span.of(plot.x().shared() ? plot.panels() : List.of(panel), plot.x(), true)
                .between(30 + CHARACTER * widest, width - RIGHT);
        y = up.between(height - BOTTOM, TOP);
    }

    private List<Double> yTicks(Span span) {
        return span.ticks((int) (height - BOTTOM - TOP) / Y_SPACING);
    }

    /** For the page's script: both axes and the frame. */
    Object[] data() {
        return new Object[] {"data-x-axis", x.data(), "data-y-axis", y.data(), "data-frame", DoubleStream.of(x.from(),
                y.to(), x.to(), y.from()).mapToObj(Markup::pixels).collect(Collectors.joining(" "))};
    }

    /** @param id of the region that marks do not leave, one of its own in the document */
    String draw(String id) {
        axes();
        svg.open("clipPath", "id", id).shape("rect", "x", x.from(), "y", y.to(), "width", x.to() - x.from(), "height",
                y.from() - y.to()).close("clipPath");
        svg.open("g", "clip-path", "url(#" + id + ")").open("g", "class", "layer");
        panel.marks().forEach(this::mark);
        return svg.close("g").close("g").toString();
    }

    private void axes() {
        svg.open("g", "aria-hidden", "true").open("g", "class", "ticks");
        int spacing = plot.x().format() == Axis.Format.COUNT ? X_SPACING_COUNTS : X_SPACING;
        for (double tick : apart(x.ticks((int) (x.to() - x.from()) / spacing))) {
            svg.shape("path", "class", "tick-line", "d", "M" + point(x.at(tick), y.to()) + "V"
                    + Markup.pixels(y.from())).element("text", plot.x().format().text(tick), "x", x.at(tick), "y",
                    y.from() + 15, "text-anchor", "middle");
        }
        for (double tick : yTicks(y)) {
            svg.shape("path", "class", "tick-line", "d", "M" + point(x.from(), y.at(tick)) + "H"
                    + Markup.pixels(x.to())).element("text", plot.y().format().text(tick).replace('-', '\u2212'), "x",
                    x.from() - 6, "y", y.at(tick) + 4, "text-anchor", "end");
        }
        svg.close("g").shape("path", "class", "frame", "d", "M" + point(x.from(), y.to()) + "V"
                + Markup.pixels(y.from()) + "H" + Markup.pixels(x.to()));
        titles(svg, plot.x().label(), plot.y().label(), (x.from() + x.to()) / 2, (y.from() + y.to()) / 2, height);
        svg.close("g");
    }

    static void titles(Markup svg, String below, String beside, double middleX, double middleY, int height) {
        svg.element("text", below, "class", "axis-title", "x", middleX, "y", height - 8.0, "text-anchor", "middle")
                .element("text", beside, "class", "axis-title", "transform",
                        "translate(11," + Markup.pixels(middleY) + ") rotate(-90)", "text-anchor", "middle");
    }

    /** Those whose names do not run into the one before. */
    private List<Double> apart(List<Double> ticks) {
        List<Double> kept = new ArrayList<>();
        double end = Double.NEGATIVE_INFINITY;
        for (double tick : ticks) {
            double half = CHARACTER * (plot.x().format().text(tick).length() + 1) / 2;
            if (x.at(tick) - half >= end) {
                kept.add(tick);
                end = x.at(tick) + half;
            }
        }
        return kept;
    }

    private void mark(Mark mark) {
        if (mark instanceof Mark.Line line) {
            double[] across = line.points().x();
            double[] up = line.points().y();
            int[] shown = IntStream.range(0, across.length)
                    .filter(i -> plot.x().shows(across[i]) && plot.y().shows(up[i])).toArray();
            one(mark, "line " + name(line.weight()), null, path(shown, across, up),
                    words(shown, across, plot.x().format()::text), words(shown, up, Numbers::plain));
        } else if (mark instanceof Mark.Band band) {
            int[] along = IntStream.range(0, band.x().length).toArray();
            int[] back = IntStream.range(0, band.x().length).map(i -> band.x().length - 1 - i).toArray();
            one(mark, "band", null, path(along, band.x(), band.high()) + path(back, band.x(), band.low())
                    .replace('M', 'L') + "Z", null, null);
        } else if (mark instanceof Mark.Dot dot && plot.x().shows(dot.x()) && plot.y().shows(dot.y())) {
            one(mark, dot.shape().style() + " fix", "translate(" + point(x.at(dot.x()), y.at(dot.y())) + ")",
                    dot.shape().path(), plot.x().format().text(dot.x()), Numbers.plain(dot.y()));
        } else if (mark instanceof Mark.Bracket bracket) {
            bracket(bracket);
        } else if (mark instanceof Mark.Rule rule) {
            one(mark, "rule", null, "M" + point(x.at(rule.x()), y.from()) + "V" + Markup.pixels(y.to()), null, null);
        }
    }

    private void one(Mark mark, String style, String place, String path, String xWords, String yWords) {
        String across = Objects.equals(xWords, before) ? null : xWords;
        before = xWords == null ? before : xWords;
        svg.shape("path", mark.ink().attributes("mark " + style, "data-key", mark.key(), "data-label", mark.label(),
                "data-x", across, "data-y", yWords, "transform", place, "d", path)).raw('\n');
    }

    private void bracket(Mark.Bracket mark) {
        double at = x.at(mark.x());
        double low = mark.low() == null || !plot.y().shows(mark.low()) ? y.from() : y.at(mark.low());
        double high = mark.high() == null ? y.to() : y.at(mark.high());
        String ends = (mark.low() == null ? "" : point(at, low)) + " " + (mark.high() == null ? "" : point(at, high));
        svg.open("g", mark.ink().attributes("mark", "data-key", mark.key(), "data-label", mark.label(), "data-at",
                ends.strip()));
        svg.shape("path", "class", "bar " + style(mark.weight()), "d", "M" + point(at, low) + "V"
                + Markup.pixels(high));
        boolean thin = mark.weight() == Mark.Weight.THIN;
        double cap = mark.weight() == Mark.Weight.MAIN ? 0 : thin ? SEED_CAP : CAP;
        end(at, low, mark.low() == null, cap, !thin, 1);
        end(at, high, mark.high() == null, cap, !thin, -1);
        svg.close("g");
    }

    /** A cap, or an arrow where the end is open. {@code direction}: 1 downwards, −1 upwards. */
    private void end(double at, double edge, boolean open, double cap, boolean arrow, int direction) {
        if (open && arrow) {
            svg.shape("path", "class", "open fix", "transform", "translate(" + point(at, edge) + ")", "d",
                    "M-5," + -6 * direction + "H5L0,0Z");
        } else if (!open && cap > 0) {
            svg.shape("path", "class", "bar interval fix", "transform", "translate(" + point(at, edge) + ")", "d",
                    "M" + Markup.pixels(-cap) + ",0h" + Markup.pixels(2 * cap));
        }
    }

    /** A pale bar, an interval, a seed's bar. */
    private static String style(Mark.Weight weight) {
        return weight == Mark.Weight.MAIN ? "bracket" : weight == Mark.Weight.THIN ? "seed" : "interval";
    }

    private static String name(Mark.Weight weight) {
        return weight.name().toLowerCase(Locale.ROOT);
    }

    private String path(int[] which, double[] xs, double[] ys) {
        return IntStream.of(which).mapToObj(i -> point(x.at(xs[i]), y.at(ys[i]))).collect(Collectors.joining(" ", "M",
                ""));
    }

    private static String words(int[] which, double[] values, DoubleFunction<String> text) {
        return IntStream.of(which).mapToObj(i -> text.apply(values[i])).collect(Collectors.joining(" "))
                .replace('-', '\u2212');
    }

    private static String point(double pixelX, double pixelY) {
        return Markup.pixels(pixelX) + "," + Markup.pixels(pixelY);
    }
}
