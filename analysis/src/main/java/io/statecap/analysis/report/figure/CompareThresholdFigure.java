package io.statecap.analysis.report.figure;

import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.compare.FamilySet;
import io.statecap.analysis.law.BandPoint;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Panel;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Thresholds and lines of several sweeps against state size, one colour a sweep. */
public final class CompareThresholdFigure {

    static final String ID = "compared-thresholds";
    private static final String TITLE = "Training length needed against state size";
    private static final int LINE_POINTS = 60;
    private static final int BAND_POINTS = 25;
    private static final double MARGIN = 1.25;
    private static final int MOST_TICKS = 8;
    /** Sweeps stand beside each other at a size, this share of it apart. */
    private static final double STEP = 0.03;

    private CompareThresholdFigure() {}

    public static Figure of(Comparison comparison) {
        List<FamilySet> families = comparison.families();
        if (families.isEmpty()) {
            return Figure.missing(ID, TITLE, "No sweep has a threshold yet.");
        }
        List<Plot> plots = Stream.of(true, false).map(log -> plot(comparison, families, log)).toList();
        return new Figure(ID, TITLE, "One colour a sweep. Dots: estimate over seeds with its 95 % interval. Pale"
                + " bars: from"
                + " the longest collapsing to the shortest healthy length; an arrow marks an open end. Lines: the"
                + " joint fit"
                + " to all trials of the sweep, with its 95 % band. Sweeps that share a size stand beside each other.",
                describe(comparison), "Axes", plots, "");
    }

    private static String describe(Comparison comparison) {
        return comparison.families().stream().flatMap(set -> set.members().stream()).map(member -> member.sweep() + ": "
                + over(comparison, member).stream().map(row -> Numbers.count(row.stateSize()) + " elements, "
                        + (row.estimate() == null ? "no estimate" : Numbers.plain(row.estimate()) + " tokens"))
                .collect(Collectors.joining("; "))).collect(Collectors.joining(". ")) + ".";
    }

    private static Plot plot(Comparison comparison, List<FamilySet> families, boolean log) {
        Axis.Scale scale = log ? Axis.Scale.LOG2 : Axis.Scale.LINEAR;
        List<String> names = comparison.sweeps().stream().map(sweep -> sweep.name()).toList();
        List<LegendEntry> legend = new ArrayList<>();
        names.forEach(name -> legend.add(LegendEntry.line(name, name, ink(names, name), Mark.Weight.MAIN)));
        List<Panel> panels = new ArrayList<>();
        Set<Double> sizes = new HashSet<>();
        for (FamilySet set : families) {
            List<Mark> marks = new ArrayList<>();
            List<Mark> dots = new ArrayList<>();
            for (FamilySet.Member member : set.members()) {
                Ink ink = ink(names, member.sweep());
                List<ThresholdRow> rows = over(comparison, member);
                rows.forEach(row -> sizes.add((double) row.stateSize()));
                double offset = 1 + STEP * (names.indexOf(member.sweep()) - (names.size() - 1) / 2.0);
                rows.forEach(row -> addThreshold(dots, member.sweep(), ink, row, offset * row.stateSize()));
                if (member.line() != null) {
                    addLine(marks, member, ink, log);
                }
            }
            marks.addAll(dots);
            panels.add(new Panel("T_train" + (set.label().isEmpty() ? "" : ", " + set.label()), marks));
        }
        List<Double> ticks = sizes.size() <= MOST_TICKS ? sizes.stream().sorted().toList() : List.of();
        return new Plot.Lines(log ? "logarithmic" : "linear",
                new Axis("state size S, elements", scale, Axis.Format.COUNT, true, ticks),
                new Axis("length, tokens (K = 1024)", scale, Axis.Format.TOKENS, false), panels, legend);
    }

    /** The rows over seeds of a family. */
    private static List<ThresholdRow> over(Comparison comparison, FamilySet.Member member) {
        Set<List<Object>> own = member.family().thresholds().stream()
                .map(row -> List.<Object>of(row.dataset(), row.group(), row.stateSize())).collect(Collectors.toSet());
        return comparison.sweeps().stream().filter(sweep -> sweep.name().equals(member.sweep()))
                .flatMap(sweep -> sweep.analysis().thresholds().stream())
                .filter(row -> row.seed() == null && row.target().equals(member.family().target())
                        && own.contains(List.<Object>of(row.dataset(), row.group(), row.stateSize()))).toList();
    }

    private static void addThreshold(List<Mark> marks, String sweep, Ink ink, ThresholdRow row, double x) {
        String name = sweep + ", S = " + Numbers.count(row.stateSize()) + ", " + row.seeds()
                + (row.seeds() == 1 ? " seed" : " seeds");
        marks.add(0, new Mark.Bracket(sweep, name + ": bracket " + end(row.lower()) + " to " + end(row.upper()), ink,
                Mark.Weight.MAIN, x, number(row.lower()), number(row.upper())));
        if (row.estimate() != null) {
            if (row.ciLow() != null && row.ciHigh() != null) {
                marks.add(new Mark.Bracket(sweep, name + ": 95 % " + Numbers.plain(row.ciLow()) + " to "
                        + Numbers.plain(row.ciHigh()), ink, Mark.Weight.DASHED, x, row.ciLow(), row.ciHigh()));
            }
            marks.add(new Mark.Dot(sweep, name + ": estimate " + Numbers.plain(row.estimate()), ink,
                    row.monotone() ? Mark.Shape.CIRCLE : Mark.Shape.DIAMOND, x, row.estimate()));
        }
    }

    private static void addLine(List<Mark> marks, FamilySet.Member member, Ink ink, boolean log) {
        LawFit line = member.line();
        double low = member.family().thresholds().stream().mapToLong(ThresholdRow::stateSize).min()
                .orElseThrow() / MARGIN;
        double high = member.family().thresholds().stream().mapToLong(ThresholdRow::stateSize).max().orElseThrow() *
                MARGIN;
        List<BandPoint> band = line.band(sizes(low, high, BAND_POINTS)).stream()
                .filter(point -> point.low() != null && point.high() != null).toList();
        if (band.size() > 1) {
            marks.add(0, new Mark.Band(member.sweep(), member.sweep() + ", 95 % band", ink,
                    values(band.stream().map(BandPoint::stateSize)), values(band.stream().map(BandPoint::low)),
                    values(band.stream().map(BandPoint::high))));
        }
        Map<Double, Double> points = new LinkedHashMap<>();
        DoubleStream.of(sizes(low, high, LINE_POINTS)).filter(size -> !log || line.threshold(size) >= 1)
                .forEach(size -> points.put(size, line.threshold(size)));
        Series drawn = Series.of(points);
        if (!drawn.isEmpty()) {
            double[] values = line.values();
            marks.add(new Mark.Line(member.sweep(), member.sweep() + ": " + Numbers.plain(values[0]) + "\u00b7S "
                    + (values[1] < 0 ? "\u2212 " : "+ ") + Numbers.plain(Math.abs(values[1])), ink, Mark.Weight.MAIN,
                    drawn.x(), drawn.y()));
        }
    }

    private static double[] values(Stream<Double> values) {
        return values.filter(Objects::nonNull).mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] sizes(double low, double high, int count) {
        double[] sizes = new double[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = low * Math.pow(high / low, i / (count - 1.0));
        }
        return sizes;
    }

    static Ink ink(List<String> names, String sweep) {
        return Palette.unordered(names.indexOf(sweep));
    }

    private static String end(Long length) {
        return length == null ? "open" : Numbers.count(length);
    }

    private static Double number(Long length) {
        return length == null ? null : length.doubleValue();
    }
}
