package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.ReportData.LawBand;
import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Numbers;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Panel;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Thresholds with their brackets against state size, with the fitted laws (the paper's figure 11). */
public final class ThresholdFigure {

    static final String ID = "thresholds";
    private static final String TITLE = "Training length needed against state size";
    private static final List<String> LAW_ORDER = List.of("linear", "power", "exponential", "constant");
    private static final int LAW_POINTS = 80;
    private static final int MOST_TICKS = 8;
    /** Brackets of single seeds stand beside the bracket over seeds, this share of the axis apart. */
    private static final double SEED_STEP = 0.012;
    private static final String SEEDS = "seeds";
    private static final String ESTIMATE = "estimate";
    private static final String BRACKET = "bracket";
    private static final String PAPER = "paper";

    private ThresholdFigure() {}

    /** Thresholds that may stand in one plot. */
    private record View(String dataset, String criterion, String slice) {

        static View of(ThresholdRow row) {
            return new View(row.dataset(), row.criterion(), row.slice());
        }
    }

    /** The smallest and largest value of an axis. */
    private record Range(double low, double high) {

        double at(double share, boolean log) {
            return log ? low * Math.pow(high / low, share) : low + share * (high - low);
        }
    }

    public static Figure of(Study study) {
        Map<View, List<ThresholdRow>> byView = study.data().thresholds().stream()
                .collect(Collectors.groupingBy(View::of, LinkedHashMap::new, Collectors.toList()));
        if (byView.isEmpty()) {
            return Figure.missing(ID, TITLE, "No thresholds yet: fit this directory first.");
        }
        List<View> views = byView.keySet().stream()
                .sorted(Comparator.comparing((View view) -> !isSweepsOwn(view, study))).toList();
        List<Plot> plots = new ArrayList<>();
        for (View view : views) {
            for (boolean log : new boolean[] {true, false}) {
                plots.add(plot(study, view, byView.get(view), log, views.size() > 1));
            }
        }
        return new Figure(ID, TITLE,
                "Dots: estimate over seeds with its 95 % interval. Pale bars: between the longest failing and the"
                        + " shortest healthy length; bars that reach the edge are open. Thin bars: single seeds. Diamonds:"
                        + " a shorter length was healthy too. Solid lines: laws fitted to the brackets by maximum"
                        + " likelihood; dashed lines: least squares on the estimates.",
                describe(study), "Axes", plots, paperNote(study));
    }

    private static boolean isSweepsOwn(View view, Study study) {
        String kind = study.sweep().criterionKind();
        Double limit = study.sweep().criterionLimit();
        return kind != null && view.criterion() != null && view.criterion().startsWith(kind)
                && (limit == null || view.criterion().contains(Numbers.plain(limit)))
                && study.sweep().criterionSlice().equals(view.slice());
    }

    private static String describe(Study study) {
        return study.data().thresholds().stream().filter(row -> row.seed() == null)
                .map(row -> row.target() + " at " + Numbers.count(row.stateSize()) + " elements: "
                        + (row.estimate() == null ? "no estimate" : Numbers.plain(row.estimate()) + " tokens")
                        + " (bracket " + end(row.lower()) + " to " + end(row.upper()) + ")")
                .limit(40).collect(Collectors.joining("; ")) + ".";
    }

    private static String end(Long length) {
        return length == null ? "open" : Numbers.count(length);
    }

    private static String paperNote(Study study) {
        long largest = study.data().thresholds().stream().mapToLong(ThresholdRow::stateSize).max().orElse(0);
        return PaperLaw.FORGETTING.at(largest) > 0 ? ""
                : "The paper's line, T = 5.172·S − 4.469 (10⁶ elements, K tokens), is not drawn: it is zero at 0.86·10⁶"
                        + " elements, and the largest state here has " + Numbers.count(largest) + ".";
    }

    private static Plot plot(Study study, View view, List<ThresholdRow> rows, boolean log, boolean named) {
        Axis.Scale scale = log ? Axis.Scale.LOG2 : Axis.Scale.LINEAR;
        Set<String> targets = rows.stream().map(ThresholdRow::target).collect(Collectors.toCollection(LinkedHashSet::new));
        List<Panel> panels = new ArrayList<>();
        Map<String, LegendEntry> legend = new LinkedHashMap<>();
        legend.put(ESTIMATE, LegendEntry.dot(ESTIMATE, "estimate, 95 % interval", Ink.TEXT, Mark.Shape.CIRCLE));
        legend.put(BRACKET, new LegendEntry(BRACKET, "bracket over seeds", Palette.unordered(0), "band"));
        legend.put(SEEDS, LegendEntry.line(SEEDS, "brackets of single seeds", Ink.MUTED, Mark.Weight.THIN));
        for (String target : targets) {
            List<ThresholdRow> own = rows.stream().filter(row -> target.equals(row.target())).toList();
            Range sizes = sizes(own, log);
            List<Mark> marks = new ArrayList<>();
            addLaws(marks, legend, study, view, target, sizes, log);
            addPaper(marks, legend, target, sizes, log);
            addThresholds(marks, own, sizes, log);
            panels.add(new Panel(target, marks));
        }
        String axes = log ? "logarithmic" : "linear";
        return new Plot.Lines(
                named ? axes + ", " + String.join(", ", nonNull(view.criterion(), view.slice(), view.dataset())) : axes,
                new Axis("state size S, elements", scale, Axis.Format.COUNT, true, tickSizes(rows)),
                new Axis("training length T, tokens (K = 1024)", scale, Axis.Format.TOKENS, true), panels,
                List.copyOf(legend.values()));
    }

    /** The sizes themselves, while there is room to name them. */
    private static List<Double> tickSizes(List<ThresholdRow> rows) {
        List<Double> sizes = rows.stream().map(row -> (double) row.stateSize()).distinct().sorted().toList();
        return sizes.size() <= MOST_TICKS ? sizes : List.of();
    }

    private static List<String> nonNull(String... parts) {
        return java.util.Arrays.stream(parts).filter(Objects::nonNull).toList();
    }

    private static Range sizes(List<ThresholdRow> rows, boolean log) {
        double low = rows.stream().mapToLong(ThresholdRow::stateSize).min().orElse(1);
        double high = rows.stream().mapToLong(ThresholdRow::stateSize).max().orElse(1);
        return log ? new Range(low / 1.25, high * 1.25) : new Range(Math.max(0, low - 0.06 * (high - low)),
                high + 0.06 * (high - low) + (high == low ? 1 : 0));
    }

    private static void addThresholds(List<Mark> marks, List<ThresholdRow> rows, Range sizes, boolean log) {
        Map<Long, List<ThresholdRow>> seedsBySize = rows.stream().filter(row -> row.seed() != null)
                .sorted(Comparator.comparingLong(ThresholdRow::seed))
                .collect(Collectors.groupingBy(ThresholdRow::stateSize));
        for (ThresholdRow row : rows) {
            if (row.seed() == null) {
                String name = "S = " + Numbers.count(row.stateSize()) + ", " + row.seeds()
                        + (row.seeds() == 1 ? " seed" : " seeds") + (row.monotone() ? "" : ", not monotone");
                marks.add(new Mark.Bracket(BRACKET, name + ": bracket " + end(row.lower()) + " to " + end(row.upper()),
                        Palette.unordered(0), Mark.Weight.MAIN, row.stateSize(), number(row.lower()), number(row.upper())));
            }
        }
        seedsBySize.forEach((size, seeds) -> {
            for (int i = 0; i < seeds.size(); i++) {
                ThresholdRow row = seeds.get(i);
                double offset = SEED_STEP * (i - (seeds.size() - 1) / 2.0) * (seeds.size() % 2 == 1 && i * 2 == seeds.size() - 1 ? 0 : 1);
                double x = log ? size * Math.pow(sizes.high() / sizes.low(), offset)
                        : size + offset * (sizes.high() - sizes.low());
                marks.add(new Mark.Bracket(SEEDS, "S = " + Numbers.count(size) + ", seed " + row.seed() + ": bracket "
                        + end(row.lower()) + " to " + end(row.upper()), Ink.MUTED, Mark.Weight.THIN, x,
                        number(row.lower()), number(row.upper())));
            }
        });
        for (ThresholdRow row : rows) {
            if (row.seed() == null && row.estimate() != null) {
                String name = "S = " + Numbers.count(row.stateSize()) + ": estimate " + Numbers.plain(row.estimate());
                if (row.ciLow() != null && row.ciHigh() != null) {
                    name += " (95 %: " + Numbers.plain(row.ciLow()) + " to " + Numbers.plain(row.ciHigh()) + ")";
                    marks.add(new Mark.Bracket(ESTIMATE, name, Ink.TEXT, Mark.Weight.DASHED, row.stateSize(),
                            row.ciLow(), row.ciHigh()));
                }
                marks.add(new Mark.Dot(ESTIMATE, name, Ink.TEXT,
                        row.monotone() ? Mark.Shape.CIRCLE : Mark.Shape.DIAMOND, row.stateSize(), row.estimate()));
            }
        }
    }

    private static Double number(Long length) {
        return length == null ? null : length.doubleValue();
    }

    private static void addLaws(List<Mark> marks, Map<String, LegendEntry> legend, Study study, View view, String target,
                                Range sizes, boolean log) {
        List<Law> laws = Law.of(study.data().laws()).stream()
                .filter(law -> target.equals(law.id().target()) && Objects.equals(view.criterion(), law.id().criterion())
                        && Objects.equals(view.slice(), law.id().slice()))
                .sorted(Comparator.comparingInt((Law law) -> LAW_ORDER.indexOf(law.id().law()))
                        .thenComparing(law -> law.id().method())).toList();
        for (Law law : laws) {
            boolean likelihood = "interval_ml".equals(law.id().method());
            Ink ink = Palette.unordered(Math.max(0, LAW_ORDER.indexOf(law.id().law())) + 1);
            String key = law.id().law() + " " + law.id().method();
            Series line = line(law::at, sizes, log);
            if (line.isEmpty()) {
                continue;
            }
            Mark.Weight weight = likelihood ? Mark.Weight.MAIN : Mark.Weight.DASHED;
            marks.add(new Mark.Line(key, law.id().law() + (likelihood ? ", maximum likelihood: " : ", least squares: ")
                    + law.formula(), ink, weight, line.x(), line.y()));
            legend.put(key, LegendEntry.line(key, law.id().law() + (likelihood ? "" : ", least squares"), ink, weight));
            if (isBest(law, laws)) {
                addBand(marks, study, law, key, ink, log);
            }
        }
    }

    /** Bands of all laws would cover each other, so only each method's best law (lowest AIC) and the line have theirs. */
    private static boolean isBest(Law law, List<Law> laws) {
        boolean likelihood = laws.stream().anyMatch(other -> "interval_ml".equals(other.id().method()));
        if (likelihood && !"interval_ml".equals(law.id().method())) {
            return false;
        }
        return "linear".equals(law.id().law()) || law.aic() != null && laws.stream()
                .filter(other -> other.id().method().equals(law.id().method()) && other.aic() != null)
                .allMatch(other -> other.aic() >= law.aic());
    }

    private static void addBand(List<Mark> marks, Study study, Law law, String key, Ink ink, boolean log) {
        List<LawBand> band = study.data().lawBands().stream()
                .filter(point -> new Law.Id(point.target(), point.group(), point.criterion(), point.slice(),
                        point.method(), point.law()).equals(law.id()))
                .filter(point -> Double.isFinite(point.low()) && Double.isFinite(point.high()))
                .filter(point -> !log || point.high() > 0)
                .sorted(Comparator.comparingDouble(LawBand::stateSize)).toList();
        if (band.size() > 1) {
            marks.add(0, new Mark.Band(key, law.id().law() + ", 95 % band", ink,
                    band.stream().mapToDouble(LawBand::stateSize).toArray(),
                    band.stream().mapToDouble(LawBand::low).toArray(),
                    band.stream().mapToDouble(LawBand::high).toArray()));
        }
    }

    private static void addPaper(List<Mark> marks, Map<String, LegendEntry> legend, String target, Range sizes, boolean log) {
        PaperLaw law = PaperLaw.of(target);
        if (law == null) {
            return;
        }
        Series line = line(law::at, sizes, true);
        double[] positive = line.y();
        if (positive.length > 1 && positive[positive.length - 1] > 0) {
            Series drawn = line(law::at, sizes, log);
            marks.add(new Mark.Line(PAPER, "the paper: " + law.formula(), Ink.MUTED, Mark.Weight.DASHED,
                    drawn.x(), drawn.y()));
            legend.put(PAPER, LegendEntry.line(PAPER, "the paper's law", Ink.MUTED, Mark.Weight.DASHED));
        }
    }

    /** A law over the sizes; on logarithmic axes only where it is positive. */
    private static Series line(java.util.function.DoubleUnaryOperator law, Range sizes, boolean log) {
        Map<Double, Double> points = new LinkedHashMap<>();
        for (int i = 0; i <= LAW_POINTS; i++) {
            double size = sizes.at(i / (double) LAW_POINTS, log);
            double length = law.applyAsDouble(size);
            if (Double.isFinite(length) && (!log || length > 0)) {
                points.put(size, length);
            }
        }
        return Series.of(points);
    }
}
