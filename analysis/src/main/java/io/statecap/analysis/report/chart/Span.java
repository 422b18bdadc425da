package io.statecap.analysis.report.chart;

import io.statecap.analysis.report.chart.Plot.Panel;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What an axis shows and where: the places {@code low} to {@code high} (see {@link Axis#place}) lie at the pixels
 * {@code from} to {@code to}.
 */
record Span(Axis axis, double low, double high, double from, double to) {

    /** Farther out than this nothing is seen, and large coordinates would only make files large. */
    private static final double OUTSIDE = 2000;
    private static final double ROOM_ABOVE = 0.05;
    private static final double ROOM_BESIDE_DOTS = 0.02;

    /** From the smallest to the largest value of the panels, with a little room; bands may run out of the picture. */
    static Span of(List<Panel> panels, Axis axis, boolean horizontal) {
        List<Mark> marks = panels.stream().flatMap(panel -> panel.marks().stream()).toList();
        double[] places = marks.stream().map(mark -> horizontal ? mark.across() : mark.up())
                .flatMapToDouble(DoubleStream::of).filter(axis::shows).map(axis::place).toArray();
        double low = DoubleStream.of(places).min().orElse(0);
        double high = DoubleStream.of(places).max().orElse(1);
        // A dot on the edge would be cut in half.
        double share = !horizontal ? ROOM_ABOVE : marks.stream().anyMatch(mark -> mark instanceof Mark.Dot
                || mark instanceof Mark.Bracket) ? ROOM_BESIDE_DOTS : 0;
        double room = high > low ? share * (high - low) : 0.5;
        return new Span(axis, low - room, high + room, 0, 1);
    }

    Span between(double start, double end) {
        return new Span(axis, low, high, start, end);
    }

    List<Double> ticks(int wanted) {
        return axis.ticksBetween(axis.valueAt(low), axis.valueAt(high), wanted);
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
