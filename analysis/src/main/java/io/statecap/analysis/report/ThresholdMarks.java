package io.statecap.analysis.report;

import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How thresholds and laws are drawn, of one sweep and of several. */
final class ThresholdMarks {

    private static final int BAND_POINTS = 24;
    private static final int LAW_POINTS = 80;
    /** An open end of a band lies this many times the longest length out, which is outside every picture. */
    private static final double BEYOND = 1024;

    private ThresholdMarks() {}

    /** State sizes of a law's line, and whether they lie evenly on a logarithmic axis. */
    record Sizes(double low, double high, boolean log) {

        double[] points(int count) {
            return IntStream.rangeClosed(0, count).mapToDouble(i -> i / (double) count).map(share -> log
                    ? low * Math.pow(high / low, share) : low + share * (high - low)).toArray();
        }

        /** This share of the axis beside a size. */
        double beside(double size, double share) {
            return log ? size * Math.pow(high / low, share) : size + share * (high - low);
        }

        /** A law over the sizes, where its length is within a range. */
        Series line(DoubleUnaryOperator law, double shortest, double longest) {
            return Series.of(DoubleStream.of(points(LAW_POINTS)).boxed().filter(size -> law.applyAsDouble(size)
                    >= shortest && law.applyAsDouble(size) <= longest).toList(), size -> size, law::applyAsDouble);
        }
    }

    /** The bar from the longest collapsing to the shortest healthy length. */
    static Mark bracket(ThresholdRow row, String key, String name, Ink ink, Mark.Weight weight, double x) {
        return new Mark.Bracket(key, name + ": bracket " + end(row.lower()) + " to " + end(row.upper()), ink, weight,
                x, number(row.lower()), number(row.upper()));
    }

    /**
     * The estimate with its interval.
     *
     * @param searched whether not every seed was tried at every length: the dot is hollow then
     */
    static List<Mark> estimate(ThresholdRow row, String key, String name, Ink ink, double x, boolean searched) {
        List<Mark> marks = new ArrayList<>();
        String label = name + ": " + (row.estimate() == null ? "no estimate" : "estimate "
                + Numbers.plain(row.estimate())) + (searched ? ", found by a search" : "");
        if (row.ciLow() != null || row.ciHigh() != null) {
            label += " (95 %: " + (row.ciLow() == null ? "up" : Numbers.plain(row.ciLow())) + " to "
                    + (row.ciHigh() == null ? "open" : Numbers.plain(row.ciHigh())) + ")";
            marks.add(new Mark.Bracket(key, label, ink, Mark.Weight.DASHED, x, row.ciLow(), row.ciHigh()));
        }
        if (row.estimate() != null) {
            Mark.Shape shape = row.monotone() ? searched ? Mark.Shape.RING : Mark.Shape.CIRCLE
                    : searched ? Mark.Shape.HOLLOW_DIAMOND : Mark.Shape.DIAMOND;
            marks.add(new Mark.Dot(key, label, ink, shape, x, row.estimate()));
        }
        return marks;
    }

    /** The 95 % band of a law, or none where it is open everywhere; open ends reach the edge of the picture. */
    static List<Mark> band(LawFit fit, String key, String label, Ink ink, Sizes sizes, List<ThresholdRow> rows) {
        double[] x = sizes.points(BAND_POINTS);
        List<Estimate> band = DoubleStream.of(x).mapToObj(fit::band).toList();
        if (band.stream().filter(at -> at.ciLow() != null && at.ciHigh() != null).count() < 2) {
            return List.of();
        }
        double beyond = BEYOND * rows.stream().flatMap(row -> Stream.of(row.lower(), row.upper()))
                .filter(Objects::nonNull).mapToLong(Long::longValue).max().orElse(1);
        return List.of(new Mark.Band(key, label, ink, x,
                band.stream().mapToDouble(at -> at.ciLow() == null ? 0 : at.ciLow()).toArray(),
                band.stream().mapToDouble(at -> at.ciHigh() == null ? beyond : at.ciHigh()).toArray()));
    }

    static String end(Long length) {
        return length == null ? "open" : Numbers.count(length);
    }

    private static Double number(Long length) {
        return length == null ? null : length.doubleValue();
    }
}
