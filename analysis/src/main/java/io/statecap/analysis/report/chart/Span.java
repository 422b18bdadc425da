package io.statecap.analysis.report.chart;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What an axis shows and where: the places {@code low} to {@code high} (see {@link Axis#place}) lie at the pixels
 * {@code from} to {@code to}.
 */
record Span(Axis axis, double low, double high, double from, double to) {

    /** Farther out than this nothing is seen, and large coordinates would only make files large. */
    private static final double OUTSIDE = 2000;
    private static final double ROOM_ABOVE = 0.05;
    private static final double ROOM_BESIDE_DOTS = 0.02;

    /** From the smallest to the largest value of the marks, with a little room; bands may run out of the picture. */
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
            return axis.ticks().stream().filter(tick -> axis.place(tick) >= low && axis.place(tick) <= high).toList();
        }
        if (axis.scale() == Axis.Scale.LOG2) {
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
        return axis.scale() + " " + axis.format() + " " + (axis.shared() ? "shared" : "own") + " " + low + " " + high;
    }
}
