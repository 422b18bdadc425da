package io.statecap.analysis.report.chart;

import io.statecap.analysis.report.chart.Axis.Span;
import io.statecap.analysis.report.chart.Mark.Style;
import io.statecap.analysis.view.Numbers;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One panel of marks as SVG. Marks carry their label and, as {@code data-x} and {@code data-y}, their values as words,
 * for the page's script. What keeps its size when the script zooms is of class {@code fix}.
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
    /** Single seeds behind, dots in front. */
    private static final Comparator<Mark> ORDER = Comparator.comparingInt(mark -> mark.style() == Style.THIN ? 0
            : mark.style().isDot() ? 2 : 1);

    private final int width;
    private final int height;
    private final Span x;
    private final Span y;
    private final List<Double> yTicks;
    private final Markup svg = new Markup();
    private String before = "";

    LinePanel(Span x, Span y, int width, int height) {
        this.width = width;
        this.height = height;
        this.yTicks = y.ticks((int) (height - BOTTOM - TOP) / Y_SPACING);
        int widest = yTicks.stream().mapToInt(tick -> y.axis().format().text(tick).length()).max().orElse(1);
        this.x = x.between(30 + CHARACTER * widest, width - RIGHT);
        this.y = y.between(height - BOTTOM, TOP);
    }

    /** @param id of the region that marks do not leave, one of its own in the document */
    Markup draw(List<Mark> marks, String id, Object... attributes) {
        svg.open("svg", "viewBox", "0 0 " + width + " " + height, "data-x-axis", x.data(), "data-y-axis", y.data(),
                "data-frame", point(x.from(), y.to()).replace(',', ' ') + " "
                        + point(x.to(), y.from()).replace(',', ' '), attributes);
        axes();
        svg.open("clipPath", "id", id).shape("rect", "x", x.from(), "y", y.to(), "width", x.to() - x.from(), "height",
                y.from() - y.to()).close("clipPath");
        svg.open("g", "clip-path", "url(#" + id + ")").open("g", "class", "layer");
        marks.stream().sorted(ORDER).forEach(this::mark);
        return svg.close("g").close("g").close("svg");
    }

    private void axes() {
        svg.open("g", "aria-hidden", "true").open("g", "class", "ticks");
        DoubleFunction<String> xText = x.axis().format()::text;
        double end = Double.NEGATIVE_INFINITY;
        for (double tick : x.ticks((int) (x.to() - x.from())
                / (x.axis().format() == Axis.Format.COUNT ? X_SPACING_COUNTS : X_SPACING))) {
            double half = CHARACTER * (xText.apply(tick).length() + 1) / 2;
            // A name that would run into the one before is left out.
            if (x.at(tick) - half >= end) {
                end = x.at(tick) + half;
                svg.shape("path", "class", "tick-line", "d", "M" + point(x.at(tick), y.to()) + "V"
                        + Markup.pixels(y.from())).element("text", xText.apply(tick), "x", x.at(tick), "y",
                        y.from() + 15, "text-anchor", "middle");
            }
        }
        for (double tick : yTicks) {
            svg.shape("path", "class", "tick-line", "d", "M" + point(x.from(), y.at(tick)) + "H"
                    + Markup.pixels(x.to())).element("text", y.axis().format().text(tick).replace('-', '\u2212'), "x",
                    x.from() - 6, "y", y.at(tick) + 4, "text-anchor", "end");
        }
        svg.close("g").shape("path", "class", "frame", "d", "M" + point(x.from(), y.to()) + "V"
                + Markup.pixels(y.from()) + "H" + Markup.pixels(x.to()));
        titles(svg, x.axis().label(), y.axis().label(), (x.from() + x.to()) / 2, (y.from() + y.to()) / 2, height);
        svg.close("g");
    }

    static void titles(Markup svg, String below, String beside, double middleX, double middleY, int height) {
        svg.element("text", below, "class", "axis-title", "x", middleX, "y", height - 8.0, "text-anchor", "middle")
                .element("text", beside, "class", "axis-title", "transform",
                        "translate(11," + Markup.pixels(middleY) + ") rotate(-90)", "text-anchor", "middle");
    }

    private void mark(Mark mark) {
        Style style = mark.style();
        int[] all = IntStream.range(0, mark.x().length).toArray();
        if (style == Style.BAND) {
            int[] back = IntStream.of(all).map(i -> all.length - 1 - i).toArray();
            one(mark, style.css, null, path(all, mark.x(), mark.high()) + path(back, mark.x(), mark.y())
                    .replace('M', 'L') + "Z", null, null);
        } else if (style == Style.RULE) {
            one(mark, style.css, null, "M" + point(x.at(mark.x()[0]), y.from()) + "V" + Markup.pixels(y.to()), null,
                    null);
        } else if (mark.high() != null) {
            bar(mark);
        } else {
            int[] shown = IntStream.of(all).filter(i -> x.axis().shows(mark.x()[i]) && y.axis().shows(mark.y()[i]))
                    .toArray();
            String across = words(shown, mark.x(), x.axis().format()::text);
            String up = words(shown, mark.y(), Numbers::plain);
            if (style.isLine()) {
                one(mark, style.css, null, path(shown, mark.x(), mark.y()), across, up);
            } else if (shown.length > 0) {
                one(mark, style.css + " fix", place(x.at(mark.x()[0]), y.at(mark.y()[0])), style.path, across, up);
            }
        }
    }

    /** Values across are said once where several marks share them: the page's script keeps the last. */
    private void one(Mark mark, String style, String place, String path, String xWords, String yWords) {
        String across = Objects.equals(xWords, before) ? null : xWords;
        before = xWords == null ? before : xWords;
        svg.shape("path", mark.ink().attributes("mark " + style), "data-key", mark.key(), "data-label", mark.label(),
                "data-x", across, "data-y", yWords, "transform", place, "d", path).raw('\n');
    }

    private void bar(Mark mark) {
        double at = x.at(mark.x()[0]);
        boolean below = Double.isNaN(mark.y()[0]);
        boolean above = Double.isNaN(mark.high()[0]);
        double low = below || !y.axis().shows(mark.y()[0]) ? y.from() : y.at(mark.y()[0]);
        double high = above ? y.to() : y.at(mark.high()[0]);
        svg.open("g", mark.ink().attributes("mark"), "data-key", mark.key(), "data-label", mark.label(), "data-at",
                ((below ? "" : point(at, low)) + " " + (above ? "" : point(at, high))).strip());
        svg.shape("path", "class", mark.style().css, "d", "M" + point(at, low) + "V" + Markup.pixels(high));
        end(mark.style(), at, low, below, -6);
        end(mark.style(), at, high, above, 6);
        svg.close("g");
    }

    /** A cap, or an arrow where the end is open, with its back {@code back} pixels below the end. */
    private void end(Style style, double at, double edge, boolean open, int back) {
        if (open && style != Style.SEED) {
            svg.shape("path", "class", "open fix", "transform", place(at, edge), "d", "M-5," + back + "H5L0,0Z");
        } else if (!open && style != Style.BRACKET) {
            double cap = style == Style.SEED ? SEED_CAP : CAP;
            svg.shape("path", "class", "bar interval fix", "transform", place(at, edge), "d",
                    "M" + Markup.pixels(-cap) + ",0h" + Markup.pixels(2 * cap));
        }
    }

    private String path(int[] which, double[] xs, double[] ys) {
        return IntStream.of(which).mapToObj(i -> point(x.at(xs[i]), y.at(ys[i])))
                .collect(Collectors.joining(" ", "M", ""));
    }

    private static String words(int[] which, double[] values, DoubleFunction<String> text) {
        return IntStream.of(which).mapToObj(i -> text.apply(values[i])).collect(Collectors.joining(" "))
                .replace('-', '\u2212');
    }

    private static String place(double pixelX, double pixelY) {
        return "translate(" + point(pixelX, pixelY) + ")";
    }

    private static String point(double pixelX, double pixelY) {
        return Markup.pixels(pixelX) + "," + Markup.pixels(pixelY);
    }
}
