package io.statecap.analysis.report.chart;

import io.statecap.analysis.view.Numbers;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * An axis of a line plot.
 *
 * @param label what it shows, with its unit
 * @param scale how values lie along it
 * @param format how its values are written
 * @param shared whether all panels of the plot have the same range
 * @param ticks values to name, ascending; empty for round ones
 */
public record Axis(String label, Scale scale, Format format, boolean shared, List<Double> ticks) {

    /** An axis with round ticks, the same for all panels. */
    public Axis(String label, Scale scale, Format format) {
        this(label, scale, format, true, List.of());
    }

    /** Token positions and lengths, on a logarithmic scale. */
    public static Axis tokens(String of) {
        return new Axis(of + ", tokens (K = 1024)", Scale.LOG2, Format.TOKENS);
    }

    /** Numbers on a linear scale. */
    public static Axis number(String label, boolean shared) {
        return new Axis(label, Scale.LINEAR, Format.NUMBER, shared, List.of());
    }

    public static Axis loss(boolean shared) {
        return number("loss, nats per scored token", shared);
    }

    /** How values lie along an axis. */
    public enum Scale { LINEAR, LOG2 }

    /** How values are written: {@code 0.12}, tokens with K = 1024, or whole numbers with thousands separated. */
    public enum Format {
        NUMBER, TOKENS, COUNT;

        String text(double value) {
            return this == NUMBER ? Numbers.plain(value) : this == TOKENS ? Numbers.tokens(value)
                    : Numbers.count(value);
        }
    }

    /** Whether the axis can show {@code value}. */
    boolean shows(double value) {
        return Double.isFinite(value) && (scale == Scale.LINEAR || value > 0);
    }

    /** Where {@code value} lies: itself, or its logarithm to base 2. */
    double place(double value) {
        return scale == Scale.LINEAR ? value : Math.log(value) / Math.log(2);
    }

    /**
     * What an axis shows and where: the places {@code low} to {@code high} (see {@link #place}) lie at the pixels
     * {@code from} to {@code to}.
     */
    record Span(Axis axis, double low, double high, double from, double to) {

        /** Farther out than this nothing is seen, and large coordinates would only make files large. */
        private static final double OUTSIDE = 2000;
        private static final double ROOM_ABOVE = 0.05;
        private static final double ROOM_BESIDE_DOTS = 0.02;

        /** From the smallest to the largest value of the marks, with a little room; bands may run out of it. */
        static Span of(Axis axis, List<Mark> marks, boolean horizontal) {
            double[] places = marks.stream().flatMapToDouble(mark -> DoubleStream.of(horizontal ? mark.x() : mark.up()))
                    .filter(axis::shows).map(axis::place).toArray();
            double low = DoubleStream.of(places).min().orElse(0);
            double high = DoubleStream.of(places).max().orElse(1);
            // A dot on the edge would be cut in half.
            double share = !horizontal ? ROOM_ABOVE : marks.stream().anyMatch(mark -> mark.style().isDot()
                    || mark.high() != null && mark.style() != Mark.Style.BAND) ? ROOM_BESIDE_DOTS : 0;
            double room = high > low ? share * (high - low) : 0.5;
            return new Span(axis, low - room, high + room, 0, 1);
        }

        Span between(double start, double end) {
            return new Span(axis, low, high, start, end);
        }

        /** The axis' own ticks, or about {@code wanted} round values: powers of two on a logarithmic axis. */
        List<Double> ticks(int wanted) {
            int about = Math.max(2, wanted);
            if (!axis.ticks().isEmpty()) {
                return axis.ticks().stream().filter(tick -> axis.place(tick) >= low && axis.place(tick) <= high)
                        .toList();
            }
            if (axis.scale() == Scale.LOG2) {
                int first = (int) Math.ceil(low - 1e-9);
                int last = (int) Math.floor(high + 1e-9);
                int step = Math.max(1, (last - first + about) / about);
                return IntStream.rangeClosed(first, last).filter(power -> Math.floorMod(power, step) == 0)
                        .mapToObj(power -> Math.pow(2, power)).toList();
            }
            double rough = (high - low) / about;
            double decade = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = decade * (rough / decade <= 1 ? 1 : rough / decade <= 2 ? 2 : rough / decade <= 5 ? 5 : 10);
            return LongStream.rangeClosed((long) Math.ceil(low / step), (long) Math.floor(high / step))
                    .mapToObj(i -> i * step).toList();
        }

        /** The pixel of a value; outside the picture for what the axis cannot show. */
        double at(double value) {
            double place = axis.shows(value) ? axis.place(value) : value > 0 ? Double.MAX_VALUE : -Double.MAX_VALUE;
            double pixel = from + (place - low) / (high - low) * (to - from);
            return Math.min(OUTSIDE, Math.max(-OUTSIDE, pixel));
        }

        /** For the page's script: scale, format and ends. */
        String data() {
            return axis.scale() + " " + axis.format() + " " + (axis.shared() ? "shared" : "own") + " " + low + " "
                    + high;
        }
    }
}
