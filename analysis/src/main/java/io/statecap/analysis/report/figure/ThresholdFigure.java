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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Thresholds with their brackets against state size, with the fitted laws (the paper's figure 11). */
public final class ThresholdFigure {

    static final String ID = "thresholds";
    private static final String TITLE = "Training length needed against state size";
    private static final String LINEAR = "linear";
    private static final String INTERVAL_ML = "interval_ml";
    private static final List<String> LAW_ORDER = List.of(LINEAR, "power", "exponential", "constant");
    private static final int LAW_POINTS = 80;
    private static final int MOST_TICKS = 8;
    /** Brackets of single seeds stand beside the bracket over seeds, this share of the axis apart. */
    private static final double SEED_STEP = 0.012;
    /** This many times the longest length is outside every picture. */
    private static final double BEYOND = 1024;
    private static final String RECALL = "T_recall";
    private static final String SEEDS = "seeds";
    private static final String ESTIMATE = "estimate";
    private static final String BRACKET = "bracket";
    private static final String PAPER = "paper";
    private static final String BAND = "band of ";

    private ThresholdFigure() {}

    /** Thresholds of one target that may stand in one panel. */
    private record View(String target, String dataset, String criterion, String slice) {

        static View of(ThresholdRow row) {
            return new View(row.target(), row.dataset(), row.criterion(), row.slice());
        }

        String name(boolean withDataset) {
            return Stream.of(criterion, "all".equals(slice) ? null : slice, withDataset ? dataset : null)
                    .filter(part -> part != null && !part.isEmpty()).collect(Collectors.joining(", "));
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
            return Figure.missing(ID, TITLE, "No thresholds yet: no trial has finished.");
        }
        List<List<View>> choices = choices(byView.keySet(), study);
        List<Plot> plots = new ArrayList<>();
        for (List<View> views : choices) {
            for (boolean log : new boolean[] {true, false}) {
                plots.add(plot(study, views, byView, log, choices.size() > 1));
            }
        }
        return new Figure(ID, TITLE,
                "Dots: estimate over seeds with its 95 % interval. Pale bars: from the longest collapsing to the"
                        + " shortest healthy length; an arrow marks an open end, which no tested length bounds. Thin"
                        + " bars: single seeds. Diamonds: a shorter length was healthy too. Solid lines: the joint fit"
                        + " to all trials, with the 95 % band of the line; where there is none, laws fitted to the"
                        + " brackets. Dashed: the line by least squares on the shortest healthy lengths.",
                describe(study), "Axes", plots, paperNote(study));
    }

    /** One plot a set of data and criterion; recall has no collapse criterion, so it stands beside each of them. */
    private static List<List<View>> choices(Set<View> views, Study study) {
        List<View> collapse = views.stream().filter(view -> !RECALL.equals(view.target()))
                .sorted(Comparator.comparing((View view) -> !isSweepsOwn(view, study))).toList();
        List<View> recall = views.stream().filter(view -> RECALL.equals(view.target())).toList();
        if (collapse.isEmpty()) {
            return recall.stream().map(List::of).toList();
        }
        return collapse.stream().map(view -> Stream.concat(Stream.of(view), recall.stream()
                .filter(other -> Objects.equals(other.dataset(), view.dataset()))).toList()).toList();
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

    private static Plot plot(Study study, List<View> views, Map<View, List<ThresholdRow>> byView, boolean log,
                             boolean named) {
        Axis.Scale scale = log ? Axis.Scale.LOG2 : Axis.Scale.LINEAR;
        boolean datasets = byView.keySet().stream().map(View::dataset).distinct().count() > 1;
        List<ThresholdRow> all = views.stream().flatMap(view -> byView.get(view).stream()).toList();
        List<Panel> panels = new ArrayList<>();
        Map<String, LegendEntry> legend = new LinkedHashMap<>();
        legend.put(ESTIMATE, LegendEntry.dot(ESTIMATE, "estimate, 95 % interval", Ink.TEXT, Mark.Shape.CIRCLE));
        legend.put(BRACKET, new LegendEntry(BRACKET, "bracket over seeds", Palette.unordered(0), "band"));
        legend.put(SEEDS, LegendEntry.line(SEEDS, "brackets of single seeds", Ink.MUTED, Mark.Weight.THIN));
        for (View view : views) {
            List<ThresholdRow> rows = byView.get(view);
            Range sizes = sizes(rows, log);
            List<Mark> marks = new ArrayList<>();
            addLaws(marks, legend, study, view, sizes, log);
            addPaper(marks, legend, view.target(), sizes, log);
            addThresholds(marks, study, rows, sizes, log);
            panels.add(new Panel(view.target() + ", " + view.name(datasets), marks));
        }
        String axes = log ? "logarithmic" : "linear";
        return new Plot.Lines(named ? axes + ", " + views.get(0).name(datasets) : axes,
                new Axis("state size S, elements", scale, Axis.Format.COUNT, true, tickSizes(all)),
                new Axis("length, tokens (K = 1024)", scale, Axis.Format.TOKENS, false), panels,
                List.copyOf(legend.values()));
    }

    /** The sizes themselves, while there is room to name them. */
    private static List<Double> tickSizes(List<ThresholdRow> rows) {
        List<Double> sizes = rows.stream().map(row -> (double) row.stateSize()).distinct().sorted().toList();
        return sizes.size() <= MOST_TICKS ? sizes : List.of();
    }

    private static Range sizes(List<ThresholdRow> rows, boolean log) {
        double low = rows.stream().mapToLong(ThresholdRow::stateSize).min().orElse(1);
        double high = rows.stream().mapToLong(ThresholdRow::stateSize).max().orElse(1);
        return log ? new Range(low / 1.25, high * 1.25) : new Range(Math.max(0, low - 0.06 * (high - low)),
                high + 0.06 * (high - low) + (high == low ? 1 : 0));
    }

    private static void addThresholds(List<Mark> marks, Study study, List<ThresholdRow> rows, Range sizes,
            boolean log) {
        Map<Long, List<ThresholdRow>> seedsBySize = rows.stream().filter(row -> row.seed() != null)
                .sorted(Comparator.comparingLong(ThresholdRow::seed))
                .collect(Collectors.groupingBy(ThresholdRow::stateSize));
        for (ThresholdRow row : rows) {
            if (row.seed() == null) {
                String name = sizeOf(study, row) + ", " + row.seeds()
                        + (row.seeds() == 1 ? " seed" : " seeds") + (row.monotone() ? "" : ", not monotone");
                marks.add(new Mark.Bracket(BRACKET, name + ": bracket " + end(row.lower()) + " to " + end(row.upper()),
                        Palette.unordered(0), Mark.Weight.MAIN, row.stateSize(), number(row.lower()),
                        number(row.upper())));
            }
        }
        seedsBySize.forEach((size, seeds) -> {
            for (int i = 0; i < seeds.size(); i++) {
                ThresholdRow row = seeds.get(i);
                double offset = SEED_STEP * (i - (seeds.size() - 1) / 2.0);
                double x = log ? size * Math.pow(sizes.high() / sizes.low(), offset)
                        : size + offset * (sizes.high() - sizes.low());
                marks.add(new Mark.Bracket(SEEDS, sizeOf(study, row) + ", seed " + row.seed() + ": bracket "
                        + end(row.lower()) + " to " + end(row.upper()), Ink.MUTED, Mark.Weight.THIN, x,
                        number(row.lower()), number(row.upper())));
            }
        });
        for (ThresholdRow row : rows) {
            if (row.seed() == null && row.estimate() != null) {
                String name = sizeOf(study, row) + ": estimate " + Numbers.plain(row.estimate());
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

    private static String sizeOf(Study study, ThresholdRow row) {
        String label = study.labelOf(row.group());
        return (label.isEmpty() ? "" : label + ", ") + "S = " + Numbers.count(row.stateSize());
    }

    private static Double number(Long length) {
        return length == null ? null : length.doubleValue();
    }

    private static void addLaws(List<Mark> marks, Map<String, LegendEntry> legend, Study study, View view,
                                Range sizes, boolean log) {
        List<FittedLaw> laws = FittedLaw.of(study.data().laws()).stream()
                .filter(law -> view.target().equals(law.id().target())
                        && Objects.equals(view.criterion(), law.id().criterion())
                        && Objects.equals(view.slice(), law.id().slice()))
                .filter(law -> isByLikelihood(law) || law.id().law().equals(LINEAR)).toList();
        List<FittedLaw> shown = laws.stream()
                .filter(law -> !INTERVAL_ML.equals(law.id().method()) || laws.stream().noneMatch(other ->
                        isJoint(other) && Objects.equals(other.id().group(), law.id().group())))
                .sorted(Comparator.comparingInt((FittedLaw law) -> LAW_ORDER.indexOf(law.id().law()))
                        .thenComparing(law -> law.id().method())).toList();
        for (FittedLaw law : shown) {
            boolean likelihood = isByLikelihood(law);
            Ink ink = inkOf(law);
            String key = keyOf(law);
            Series line = line(law::at, sizes, log);
            if (line.isEmpty()) {
                continue;
            }
            Mark.Weight weight = likelihood ? Mark.Weight.MAIN : Mark.Weight.DASHED;
            marks.add(new Mark.Line(key, nameOf(law) + ": "
                    + law.formula(), ink, weight, line.x(), line.y()));
            legend.put(key, LegendEntry.line(key, nameOf(law), ink, weight));
        }
        for (FittedLaw law : banded(study, shown)) {
            addBand(marks, study, law, sizes);
            legend.put(BAND + keyOf(law), new LegendEntry(BAND + keyOf(law), "95 % band, " + nameOf(law), inkOf(law),
                    "band"));
        }
    }

    /**
     * Many bands would cover each other, so a group has one: by likelihood where there is one, else by least squares.
     */
    private static List<FittedLaw> banded(Study study, List<FittedLaw> laws) {
        Map<String, FittedLaw> byGroup = new LinkedHashMap<>();
        laws.stream().sorted(Comparator.comparing((FittedLaw law) -> !isByLikelihood(law)))
                .filter(law -> band(study, law).size() > 1)
                .forEach(law -> byGroup.putIfAbsent(law.id().group(), law));
        return List.copyOf(byGroup.values());
    }

    private static List<LawBand> band(Study study, FittedLaw law) {
        return study.data().lawBands().stream()
                .filter(point -> new FittedLaw.Id(point.target(), point.group(), point.criterion(), point.slice(),
                        point.method(), point.law()).equals(law.id()))
                .sorted(Comparator.comparingDouble(LawBand::stateSize)).toList();
    }

    /** A band that is open reaches the edge of the picture. */
    private static void addBand(List<Mark> marks, Study study, FittedLaw law, Range sizes) {
        List<LawBand> band = band(study, law).stream()
                .filter(point -> point.stateSize() >= sizes.low() && point.stateSize() <= sizes.high()).toList();
        double beyond = BEYOND * study.data().thresholds().stream()
                .flatMap(row -> Stream.of(row.lower(), row.upper())).filter(Objects::nonNull).mapToLong(Long::longValue)
                .max().orElse(1);
        marks.add(0, new Mark.Band(BAND + keyOf(law), nameOf(law) + ", 95 % band", inkOf(law),
                band.stream().mapToDouble(LawBand::stateSize).toArray(),
                band.stream().mapToDouble(point -> point.low() == null ? 0 : point.low()).toArray(),
                band.stream().mapToDouble(point -> point.high() == null ? beyond : point.high()).toArray()));
    }

    private static Ink inkOf(FittedLaw law) {
        return Palette.unordered(Math.max(0, LAW_ORDER.indexOf(law.id().law())) + 1);
    }

    private static String nameOf(FittedLaw law) {
        return law.id().law() + (isJoint(law) ? ", joint fit" : isByLikelihood(law) ? ", brackets" : ", least squares");
    }

    private static boolean isByLikelihood(FittedLaw law) {
        return isJoint(law) || INTERVAL_ML.equals(law.id().method());
    }

    private static boolean isJoint(FittedLaw law) {
        return "joint".equals(law.id().method());
    }

    private static String keyOf(FittedLaw law) {
        return law.id().law() + " " + law.id().method();
    }

    private static void addPaper(List<Mark> marks, Map<String, LegendEntry> legend, String target, Range sizes,
            boolean log) {
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
