package io.statecap.analysis.report.figure;

import io.statecap.analysis.LawFamily;
import io.statecap.analysis.SizeAxes;
import io.statecap.analysis.law.BandPoint;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.Variable;
import io.statecap.analysis.law.formula.Law;
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
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Thresholds with their brackets against state size, with the fitted laws (the paper's figure 11). */
public final class ThresholdFigure {

    static final String ID = "thresholds";
    private static final String TITLE = "Training length needed against state size";
    private static final List<Law> LAW_ORDER = List.of(Law.LINEAR, Law.POWER, Law.STEP, Law.CONSTANT, Law.EXPONENTIAL);
    private static final int BAND_POINTS = 24;
    private static final int LAW_POINTS = 80;
    private static final int MOST_TICKS = 8;
    /** Laws are drawn up to this many times the longest length, and down to this part of the shortest. */
    private static final double LENGTH_ROOM = 2;
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
    /** Colours before these are those of laws. */
    private static final int MORE_INKS = 6;

    private ThresholdFigure() {}

    /** Thresholds of one target that may stand in one panel. */
    private record View(String target, String dataset, String criterion, String slice) {

        static View of(ThresholdRow row) {
            return new View(row.target(), row.dataset(), row.criterion(), row.slice());
        }

        boolean of(LawFamily family) {
            ThresholdRow row = family.thresholds().get(0);
            return View.of(row).equals(this);
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
                        + " to all trials, with the 95 % band of the line; of recall lengths, laws by least squares."
                        + " Dashed: the line by least squares on the shortest healthy lengths.",
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
        legend.put(BRACKET, LegendEntry.band(BRACKET, "bracket over seeds", Palette.unordered(0)));
        legend.put(SEEDS, LegendEntry.line(SEEDS, "brackets of single seeds", Ink.MUTED, Mark.Weight.THIN));
        for (View view : views) {
            List<ThresholdRow> rows = byView.get(view);
            Range sizes = sizes(rows, log);
            Range lengths = lengths(rows);
            List<Mark> marks = new ArrayList<>();
            addLaws(marks, legend, study.data().families().stream().filter(family -> view.of(family)).toList(), sizes,
                    lengths, log);
            addPaper(marks, legend, view.target(), sizes, lengths, log);
            addThresholds(marks, legend, study, rows, sizes, log);
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

    private static Range lengths(List<ThresholdRow> rows) {
        double[] all = rows.stream().flatMap(row -> Stream.of(row.lower(), row.upper(), row.estimate(), row.ciLow(),
                row.ciHigh())).filter(Objects::nonNull).mapToDouble(Number::doubleValue).filter(end -> end > 0)
                        .toArray();
        return new Range(Arrays.stream(all).min().orElse(1), Arrays.stream(all).max().orElse(1));
    }

    private static void addThresholds(List<Mark> marks, Map<String, LegendEntry> legend, Study study,
                                      List<ThresholdRow> rows, Range sizes, boolean log) {
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
        Map<String, String> kinds = kinds(study);
        List<String> order = kinds.values().stream().distinct().sorted().toList();
        for (ThresholdRow row : rows) {
            if (row.seed() == null && (row.estimate() != null || row.ciLow() != null || row.ciHigh() != null)) {
                String kind = kinds.getOrDefault(row.group(), "");
                Ink ink = kind.isEmpty() ? Ink.TEXT : Palette.unordered(MORE_INKS + order.indexOf(kind));
                String key = kind.isEmpty() ? ESTIMATE : kind;
                legend.putIfAbsent(key, LegendEntry.dot(key, kind, ink, Mark.Shape.CIRCLE));
                String name = sizeOf(study, row) + ": " + (row.estimate() == null ? "no estimate"
                        : "estimate " + Numbers.plain(row.estimate()));
                if (row.ciLow() != null || row.ciHigh() != null) {
                    name += " (95 %: " + (row.ciLow() == null ? "up" : Numbers.plain(row.ciLow())) + " to "
                            + (row.ciHigh() == null ? "open" : Numbers.plain(row.ciHigh())) + ")";
                    marks.add(new Mark.Bracket(key, name, ink, Mark.Weight.DASHED, row.stateSize(),
                            row.ciLow(), row.ciHigh()));
                }
                if (row.estimate() != null) {
                    marks.add(new Mark.Dot(key, name, ink,
                            row.monotone() ? Mark.Shape.CIRCLE : Mark.Shape.DIAMOND, row.stateSize(), row.estimate()));
                }
            }
        }
    }

    /** Sizes that differ in another axis than the one with most values have marks of their own: the kind by group. */
    private static Map<String, String> kinds(Study study) {
        Map<String, String> kinds = new LinkedHashMap<>();
        for (LawFamily family : study.data().families()) {
            if (family.family() != null) {
                SizeAxes axes = SizeAxes.of(family.family());
                family.family().sizes().forEach(size ->
                        kinds.put(size.group(), axes.kind(size.outcomes().get(0).trial())));
            }
        }
        return kinds;
    }

    private static String sizeOf(Study study, ThresholdRow row) {
        String label = study.labelOf(row.group());
        return (label.isEmpty() ? "" : label + ", ") + "S = " + Numbers.count(row.stateSize());
    }

    private static Double number(Long length) {
        return length == null ? null : length.doubleValue();
    }

    private static void addLaws(List<Mark> marks, Map<String, LegendEntry> legend, List<LawFamily> families,
                                Range sizes, Range lengths, boolean log) {
        for (LawFamily family : families) {
            boolean joint = family.fits().stream().anyMatch(fit -> fit.method() == FitMethod.JOINT);
            for (LawFit fit : family.fits()) {
                boolean solid = !joint || fit.method() == FitMethod.JOINT;
                if (fit.variable() != Variable.STATE_SIZE || !solid && fit.law() != Law.LINEAR) {
                    continue;
                }
                Series line = line(fit::threshold, sizes, lengths, log);
                if (!line.isEmpty()) {
                    Mark.Weight weight = solid ? Mark.Weight.MAIN : Mark.Weight.DASHED;
                    marks.add(new Mark.Line(nameOf(fit), nameOf(fit) + ": " + formula(fit), inkOf(fit), weight,
                            line.x(), line.y()));
                    legend.put(nameOf(fit), LegendEntry.line(nameOf(fit), nameOf(fit), inkOf(fit), weight));
                }
            }
            if (family.line() != null) {
                addBand(marks, legend, family, sizes, log);
            }
        }
    }

    /** The band of the line: many bands would cover each other. One that is open reaches the edge of the picture. */
    private static void addBand(List<Mark> marks, Map<String, LegendEntry> legend, LawFamily family, Range sizes,
                                boolean log) {
        LawFit fit = family.line();
        double[] x = IntStream.rangeClosed(0, BAND_POINTS).mapToDouble(i -> sizes.at(i / (double) BAND_POINTS, log))
                .toArray();
        List<BandPoint> band = fit.band(x);
        if (band.stream().filter(point -> point.low() != null && point.high() != null).count() > 1) {
            double beyond = BEYOND * family.thresholds().stream().flatMap(row -> Stream.of(row.lower(), row.upper()))
                    .filter(Objects::nonNull).mapToLong(Long::longValue).max().orElse(1);
            String key = BAND + nameOf(fit);
            marks.add(0, new Mark.Band(key, nameOf(fit) + ", 95 % band", inkOf(fit), x,
                    band.stream().mapToDouble(point -> point.low() == null ? 0 : point.low()).toArray(),
                    band.stream().mapToDouble(point -> point.high() == null ? beyond : point.high()).toArray()));
            legend.put(key, LegendEntry.band(key, "95 % band, " + nameOf(fit), inkOf(fit)));
        }
    }

    private static Ink inkOf(LawFit fit) {
        return Palette.unordered(1 + LAW_ORDER.indexOf(fit.law()));
    }

    private static String nameOf(LawFit fit) {
        return fit.law().text() + (fit.method() == FitMethod.JOINT ? ", joint fit" : ", least squares");
    }

    /** The law as a formula with its numbers. */
    private static String formula(LawFit fit) {
        String text = fit.law().formula();
        for (Estimate parameter : fit.parameters()) {
            text = text.replaceAll("\\b" + parameter.name() + "\\b", Matcher.quoteReplacement(
                    Numbers.plain(parameter.value())));
        }
        return text.replace("+ -", "- ").replace("*", "\u00b7").replace("-", "\u2212");
    }

    private static void addPaper(List<Mark> marks, Map<String, LegendEntry> legend, String target, Range sizes,
                                 Range lengths, boolean log) {
        PaperLaw law = PaperLaw.of(target);
        if (law == null) {
            return;
        }
        Series line = line(law::at, sizes, lengths, log);
        if (line.x().length > 1) {
            marks.add(new Mark.Line(PAPER, "the paper: " + law.formula(), Ink.MUTED, Mark.Weight.DASHED,
                    line.x(), line.y()));
            legend.put(PAPER, LegendEntry.line(PAPER, "the paper's law", Ink.MUTED, Mark.Weight.DASHED));
        }
    }

    /** A law over the sizes, where it is not so far from all thresholds that it would press them together. */
    private static Series line(java.util.function.DoubleUnaryOperator law, Range sizes, Range lengths, boolean log) {
        Map<Double, Double> points = new LinkedHashMap<>();
        for (int i = 0; i <= LAW_POINTS; i++) {
            double size = sizes.at(i / (double) LAW_POINTS, log);
            double length = law.applyAsDouble(size);
            if (length >= (log ? lengths.low() / LENGTH_ROOM : 0) && length <= lengths.high() * LENGTH_ROOM) {
                points.put(size, length);
            }
        }
        return Series.of(points);
    }
}
