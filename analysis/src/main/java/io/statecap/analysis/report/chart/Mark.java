package io.statecap.analysis.report.chart;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * One thing drawn in a panel of lines.
 *
 * @param key   names the legend entry that it belongs to
 * @param label shown above the numbers when the pointer is on it
 * @param x     where it lies across: one value but for lines and bands
 * @param y     where it lies up; of bands and bars their low ends, NaN where open; none of rules
 * @param high  high ends of bands and bars, NaN where open; null for others
 */
public record Mark(Style style, String key, String label, Ink ink, double[] x, double[] y, double[] high) {

    /** Shapes of marks: the class of the style sheet and, of dots, SVG path data around their place. */
    public enum Style {
        /** A line: a mean or fit, a single seed, a law for comparison, a measured loss for comparison. */
        MAIN("line main"), THIN("line thin"), DASHED("line dashed"), DOTTED("line dotted"),
        /** The area between low and high over x. */
        BAND("band"),
        /** A vertical line through the panel. */
        RULE("rule"),
        /** A vertical bar; an open end is drawn to the edge of the panel, with an arrow unless it is of a seed. */
        BRACKET("bar bracket"), INTERVAL("bar interval"), SEED("bar seed"),
        /** A dot; of several classes, the renderer of PNGs would take the first. */
        CIRCLE("dot", "M-4,0a4,4,0,1,0,8,0a4,4,0,1,0,-8,0"), RING("ring", CIRCLE.path), CROSS("cross",
        "M-4,-4L4,4M-4,4L4,-4"), DIAMOND("dot", "M0,-6L6,0L0,6L-6,0Z"), HOLLOW_DIAMOND("ring", DIAMOND.path);

        final String css;
        final String path;

        Style(String css) {
            this(css, null);
        }

        Style(String css, String path) {
            this.css = css;
            this.path = path;
        }

        public boolean isLine() {
            return css.startsWith("line");
        }

        public boolean isDot() {
            return path != null;
        }
    }

    /** A dot at y, a bar from a low to a high end, null where open, or a rule, which has no ends. */
    public static Mark at(Style style, String key, String label, Ink ink, double x, Double... ends) {
        double[] y = Arrays.stream(ends).mapToDouble(end -> end == null ? Double.NaN : end).toArray();
        return new Mark(style, key, label, ink, new double[] {x}, Arrays.copyOf(y, Math.min(1, y.length)),
                y.length < 2 ? null : new double[] {y[1]});
    }

    /** Values on the vertical axis that the picture must hold: none of bands. */
    double[] up() {
        return style == Style.BAND ? new double[0] : high == null ? y
                : DoubleStream.concat(Arrays.stream(y), Arrays.stream(high)).toArray();
    }
}
