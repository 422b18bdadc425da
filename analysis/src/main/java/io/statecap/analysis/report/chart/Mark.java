package io.statecap.analysis.report.chart;

import java.util.Objects;
import java.util.stream.Stream;

/**
 * One thing drawn in a panel. {@code key} names the legend entry that it belongs to, {@code label} is
 * shown above the numbers when the pointer is on it.
 */
public sealed interface Mark {

    String key();

    String label();

    Ink ink();

    /** Values on the horizontal axis that the picture must hold. */
    double[] across();

    /** Values on the vertical axis that it must hold: none of bands. */
    default double[] up() {
        return new double[0];
    }

    /** How a line is drawn: a mean or fit, a single seed, a law for comparison, a measured loss for comparison. */
    enum Weight { MAIN, THIN, DASHED, DOTTED }

    /** The shape of a dot, as SVG path data around its place. */
    enum Shape {
        CIRCLE("M-4,0a4,4,0,1,0,8,0a4,4,0,1,0,-8,0"),
        RING("M-4,0a4,4,0,1,0,8,0a4,4,0,1,0,-8,0"),
        CROSS("M-4,-4L4,4M-4,4L4,-4"),
        DIAMOND("M0,-6L6,0L0,6L-6,0Z"),
        HOLLOW_DIAMOND("M0,-6L6,0L0,6L-6,0Z");

        private final String path;

        Shape(String path) {
            this.path = path;
        }

        String path() {
            return path;
        }

        /** Class of the style sheet: one alone, since the renderer of PNGs takes the first. */
        String style() {
            return this == CROSS ? "cross" : this == RING || this == HOLLOW_DIAMOND ? "ring" : "dot";
        }
    }

    /** A line through points. */
    record Line(String key, String label, Ink ink, Weight weight, Series points) implements Mark {

        @Override
        public double[] across() {
            return points.x();
        }

        @Override
        public double[] up() {
            return points.y();
        }
    }

    /** The area between low and high over x. */
    record Band(String key, String label, Ink ink, double[] x, double[] low, double[] high) implements Mark {

        @Override
        public double[] across() {
            return x;
        }
    }

    /** One point. */
    record Dot(String key, String label, Ink ink, Shape shape, double x, double y) implements Mark {

        @Override
        public double[] across() {
            return new double[] {x};
        }

        @Override
        public double[] up() {
            return new double[] {y};
        }
    }

    /** An interval over x; a null end is open: drawn to the edge of the panel, with an arrow unless it is THIN. */
    record Bracket(String key, String label, Ink ink, Weight weight, double x, Double low, Double high)
            implements Mark {

        @Override
        public double[] across() {
            return new double[] {x};
        }

        @Override
        public double[] up() {
            return Stream.of(low, high).filter(Objects::nonNull).mapToDouble(Double::doubleValue).toArray();
        }
    }

    /** A vertical line through the panel at x. */
    record Rule(String key, String label, Ink ink, double x) implements Mark {

        @Override
        public double[] across() {
            return new double[] {x};
        }
    }
}
