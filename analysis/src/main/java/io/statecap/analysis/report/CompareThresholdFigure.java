package io.statecap.analysis.report;

import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.compare.FamilySet;
import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.text.Count;
import io.statecap.analysis.view.Numbers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Thresholds and lines of several sweeps against state size, one colour a sweep. */
public final class CompareThresholdFigure {

    private static final String ID = "compared-thresholds";
    private static final String TITLE = "Training length needed against state size";
    private static final double MARGIN = 1.25;
    private static final int MOST_TICKS = 8;
    /** Sweeps stand beside each other at a size, this share of it apart. */
    private static final double STEP = 0.03;

    private CompareThresholdFigure() {}

    public static Figure of(Comparison comparison) {
        if (comparison.families().isEmpty()) {
            return Figure.missing(ID, TITLE, "No sweep has a threshold yet.");
        }
        List<Plot> plots = Stream.of(true, false).map(log -> plot(comparison, log)).toList();
        return new Figure(ID, TITLE, "One colour a sweep. Dots: estimate over seeds with its 95 % interval. Pale"
                + " bars: from the longest collapsing to the shortest healthy length; an arrow marks an open end."
                + " Lines: the joint fit to all trials of the sweep, with its 95 % band. Sweeps that share a"
                + " size stand beside each other.", describe(comparison), "Axes", plots, "");
    }

    private static String describe(Comparison comparison) {
        return comparison.families().stream().flatMap(set -> set.members().stream()).map(member -> member.sweep() + ": "
                + over(member).map(row -> Numbers.count(row.stateSize()) + " elements, "
                        + (row.estimate() == null ? "no estimate" : Numbers.plain(row.estimate()) + " tokens"))
                .collect(Collectors.joining("; "))).collect(Collectors.joining(". ")) + ".";
    }

    /** The rows over seeds of a family. */
    private static Stream<ThresholdRow> over(FamilySet.Member member) {
        return member.family().thresholds().stream().filter(row -> row.seed() == null);
    }

    private static Plot plot(Comparison comparison, boolean log) {
        Axis.Scale scale = log ? Axis.Scale.LOG2 : Axis.Scale.LINEAR;
        List<String> names = comparison.sweeps().stream().map(ComparedSweep::name).toList();
        List<Double> sizes = comparison.families().stream().flatMap(set -> set.members().stream())
                .flatMap(CompareThresholdFigure::over).map(row -> (double) row.stateSize()).distinct().sorted()
                .toList();
        LinePlot plot = new LinePlot(log ? "logarithmic" : "linear",
                new Axis("state size S, elements", scale, Axis.Format.COUNT, true,
                        sizes.size() <= MOST_TICKS ? sizes : List.of()),
                new Axis("length, tokens (K = 1024)", scale, Axis.Format.TOKENS, false, List.of()))
                .legend(names.stream().map(name -> LegendEntry.line(name, ink(names, name), Mark.Weight.MAIN))
                        .toList());
        for (FamilySet set : comparison.families()) {
            String panel = "T_train" + (set.label().isEmpty() ? "" : ", " + set.label());
            set.members().forEach(member -> line(plot, panel, member, ink(names, member.sweep()), log));
            for (FamilySet.Member member : set.members()) {
                String sweep = member.sweep();
                double offset = 1 + STEP * (names.indexOf(sweep) - (names.size() - 1) / 2.0);
                over(member).forEach(row -> {
                    String name = sweep + ", S = " + Numbers.count(row.stateSize()) + ", "
                            + Count.of(row.seeds(), "seed");
                    Ink ink = ink(names, sweep);
                    double x = offset * row.stateSize();
                    plot.add(panel, ThresholdMarks.bracket(row, sweep, name, ink, Mark.Weight.MAIN, x));
                    ThresholdMarks.estimate(row, sweep, name, ink, x, false).forEach(mark -> plot.add(panel, mark));
                });
            }
        }
        return plot.plot();
    }

    private static void line(LinePlot plot, String panel, FamilySet.Member member, Ink ink, boolean log) {
        if (member.line() != null) {
            List<ThresholdRow> rows = member.family().thresholds();
            ThresholdMarks.Sizes sizes = new ThresholdMarks.Sizes(
                    rows.stream().mapToLong(ThresholdRow::stateSize).min().orElseThrow() / MARGIN,
                    rows.stream().mapToLong(ThresholdRow::stateSize).max().orElseThrow() * MARGIN, true);
            ThresholdMarks.band(member.line(), member.sweep(), member.sweep() + ", 95 % band", ink, sizes, rows)
                    .forEach(mark -> plot.add(panel, mark));
            plot.line(panel, member.sweep(), member.sweep() + ": T = " + Numbers.line(member.line().parameters().get(0)
                            .value(), member.line().parameters().get(1).value()), ink, Mark.Weight.MAIN,
                    sizes.line(member.line()::threshold, log ? 1 : -Double.MAX_VALUE, Double.MAX_VALUE));
        }
    }

    static Ink ink(List<String> names, String sweep) {
        return Palette.unordered(names.indexOf(sweep));
    }
}
