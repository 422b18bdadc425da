package io.statecap.analysis.report;

import io.statecap.analysis.LawFamily;
import io.statecap.analysis.SizeAxes;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.Variable;
import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.text.Count;
import io.statecap.analysis.threshold.Family;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Thresholds with their brackets against state size, with the fitted laws (the paper's figure 11). */
public final class ThresholdFigure {

    private static final String ID = "thresholds";
    private static final String TITLE = "Training length needed against state size";
    private static final List<Law> LAW_ORDER = List.of(Law.LINEAR, Law.POWER, Law.STEP, Law.CONSTANT, Law.EXPONENTIAL);
    private static final int MOST_TICKS = 8;
    /** Laws are drawn up to this many times the longest length, and down to this part of the shortest. */
    private static final double LENGTH_ROOM = 2;
    /** The axis reaches so far beyond the smallest and the largest size: a factor, or a share of it. */
    private static final double SIZE_FACTOR = 1.25;
    private static final double SIZE_SHARE = 0.06;
    /** Brackets of single seeds stand beside the bracket over seeds, this share of the axis apart. */
    private static final double SEED_STEP = 0.012;
    private static final String RECALL = "T_recall";
    /** The dataset whose thresholds the paper's line says nothing of. */
    private static final String SYNTHETIC = "recall";
    private static final String PAPER = "the paper's law";
    private static final String EXTRAPOLATED = "the line, extrapolated";
    private static final String SEEDS = "brackets of single seeds";
    private static final String ESTIMATE = "estimate, 95 % interval";
    private static final String SEARCHED = "hollow: of a search or an unfinished sweep, not every seed at every length";
    private static final String BRACKET = "bracket over seeds";
    /** Colours before these are those of laws. */
    private static final int MORE_INKS = 6;

    private final Study study;
    private final Map<View, List<ThresholdRow>> byView;
    private final LinePlot plot;
    private final boolean log;

    private ThresholdFigure(Study study, Map<View, List<ThresholdRow>> byView, List<View> views, boolean log,
                            boolean named) {
        this.study = study;
        this.byView = byView;
        this.log = log;
        Axis.Scale scale = log ? Axis.Scale.LOG2 : Axis.Scale.LINEAR;
        String axes = log ? "logarithmic" : "linear";
        List<Double> sizes = views.stream().flatMap(view -> byView.get(view).stream())
                .map(row -> (double) row.stateSize()).distinct().sorted().toList();
        boolean far = log && views.stream().anyMatch(this::showsPaper);
        plot = new LinePlot(named ? axes + ", " + views.get(0).name(severalDatasets()) : axes,
                new Axis("state size S, elements", scale, Axis.Format.COUNT, true,
                        far || sizes.size() > MOST_TICKS ? List.of() : sizes),
                new Axis("length, tokens (K = 1024)", scale, Axis.Format.TOKENS, false, List.of()));
    }

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

    public static Figure of(Study study) {
        Map<View, List<ThresholdRow>> byView = study.data().analysis().thresholds().stream()
                .collect(Collectors.groupingBy(View::of, LinkedHashMap::new, Collectors.toList()));
        if (byView.isEmpty()) {
            return Figure.missing(ID, TITLE, "No thresholds yet: no trial has finished.");
        }
        List<List<View>> choices = choices(byView.keySet());
        List<Plot> plots = new ArrayList<>();
        for (List<View> views : choices) {
            for (boolean log : new boolean[] {true, false}) {
                plots.add(new ThresholdFigure(study, byView, views, log, choices.size() > 1).draw(views));
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

    /** One plot a set of data; recall stands beside collapse on the same data. */
    private static List<List<View>> choices(Collection<View> views) {
        List<View> recall = views.stream().filter(view -> RECALL.equals(view.target())).toList();
        List<View> collapse = views.stream().filter(view -> !RECALL.equals(view.target())).toList();
        return collapse.isEmpty() ? recall.stream().map(List::of).toList()
                : collapse.stream().map(view -> Stream.concat(Stream.of(view), recall.stream()
                        .filter(other -> Objects.equals(other.dataset(), view.dataset()))).toList()).toList();
    }

    private static String describe(Study study) {
        return study.data().analysis().thresholds().stream().filter(row -> row.seed() == null)
                .map(row -> row.target() + " at " + Numbers.count(row.stateSize()) + " elements: "
                        + (row.estimate() == null ? "no estimate" : Numbers.plain(row.estimate()) + " tokens")
                        + " (bracket " + ThresholdMarks.end(row.lower()) + " to " + ThresholdMarks.end(row.upper())
                        + ")").limit(40).collect(Collectors.joining("; ")) + ".";
    }

    private boolean severalDatasets() {
        return byView.keySet().stream().map(View::dataset).distinct().count() > 1;
    }

    private Plot draw(List<View> views) {
        plot.legend(List.of(LegendEntry.dot(ESTIMATE, Ink.TEXT, Mark.Shape.CIRCLE),
                LegendEntry.band(BRACKET, Palette.unordered(0)),
                LegendEntry.line(SEEDS, Ink.MUTED, Mark.Weight.THIN)));
        for (View view : views) {
            List<ThresholdRow> rows = byView.get(view);
            String panel = view.target() + ", " + view.name(severalDatasets());
            double low = stateSizes(rows).min().orElse(1);
            double high = stateSizes(rows).max().orElse(1);
            double room = SIZE_SHARE * (high - low);
            ThresholdMarks.Sizes sizes = log ? new ThresholdMarks.Sizes(low / SIZE_FACTOR, high * SIZE_FACTOR, true)
                    : new ThresholdMarks.Sizes(Math.max(0, low - room), high + room + (high == low ? 1 : 0), false);
            laws(panel, view, rows, sizes);
            paper(panel, view, sizes);
            brackets(panel, rows, sizes);
            estimates(panel, rows);
        }
        return plot.plot();
    }

    private static LongStream stateSizes(List<ThresholdRow> rows) {
        return rows.stream().mapToLong(ThresholdRow::stateSize);
    }

    private void brackets(String panel, List<ThresholdRow> rows, ThresholdMarks.Sizes sizes) {
        Map<Long, List<ThresholdRow>> seedsBySize = rows.stream().filter(row -> row.seed() != null)
                .sorted(Comparator.comparingLong(ThresholdRow::seed))
                .collect(Collectors.groupingBy(ThresholdRow::stateSize));
        rows.stream().filter(row -> row.seed() == null).forEach(row -> plot.add(panel, ThresholdMarks.bracket(row,
                BRACKET, study.nameOf(row) + ", " + Count.of(row.seeds(), "seed")
                        + (row.monotone() ? "" : ", not monotone"), Palette.unordered(0), Mark.Weight.MAIN,
                row.stateSize())));
        seedsBySize.forEach((size, seeds) -> {
            for (int i = 0; i < seeds.size(); i++) {
                ThresholdRow row = seeds.get(i);
                plot.add(panel, ThresholdMarks.bracket(row, SEEDS, study.nameOf(row) + ", seed " + row.seed(),
                        Ink.MUTED, Mark.Weight.THIN, sizes.beside(size, SEED_STEP * (i - (seeds.size() - 1) / 2.0))));
            }
        });
    }

    /** Sizes that differ in another axis than the one with most values have marks of their own. */
    private void estimates(String panel, List<ThresholdRow> rows) {
        Map<String, String> kinds = new LinkedHashMap<>();
        Map<String, Family.Size> sizes = new LinkedHashMap<>();
        study.data().analysis().families().stream().map(LawFamily::family).filter(Objects::nonNull).forEach(family -> {
            SizeAxes axes = SizeAxes.of(family);
            for (Family.Size size : family.sizes()) {
                kinds.put(size.group(), axes.kind(size.outcomes().get(0).trial()));
                sizes.put(family.dataset() + size.group(), size);
            }
        });
        List<String> order = kinds.values().stream().distinct().sorted().toList();
        for (ThresholdRow row : rows) {
            if (row.seed() == null && (row.estimate() != null || row.ciLow() != null || row.ciHigh() != null)) {
                String kind = kinds.getOrDefault(row.group(), "");
                Ink ink = kind.isEmpty() ? Ink.TEXT : Palette.unordered(MORE_INKS + order.indexOf(kind));
                Family.Size size = sizes.get(row.dataset() + row.group());
                boolean searched = size != null && !RECALL.equals(row.target()) && size.searched();
                String key = kind.isEmpty() ? ESTIMATE : kind;
                plot.legend(List.of(LegendEntry.dot(key, ink, Mark.Shape.CIRCLE)));
                if (searched) {
                    plot.legend(List.of(LegendEntry.dot(SEARCHED, Ink.TEXT, Mark.Shape.RING)));
                }
                ThresholdMarks.estimate(row, key, study.nameOf(row), ink, row.stateSize(), searched)
                        .forEach(mark -> plot.add(panel, mark));
            }
        }
    }

    private void laws(String panel, View view, List<ThresholdRow> rows, ThresholdMarks.Sizes sizes) {
        double[] lengths = rows.stream().flatMap(row -> Stream.of(row.lower(), row.upper(), row.estimate(),
                        row.ciLow(), row.ciHigh())).filter(Objects::nonNull).mapToDouble(Number::doubleValue)
                .filter(end -> end > 0).toArray();
        double shortest = log ? Arrays.stream(lengths).min().orElse(1) / LENGTH_ROOM : 0;
        double longest = Arrays.stream(lengths).max().orElse(1) * LENGTH_ROOM;
        List<LawFamily> families = study.data().analysis().families().stream()
                .filter(family -> View.of(family.thresholds().get(0)).equals(view)).toList();
        for (LawFamily family : families) {
            if (family.line() != null) {
                String key = "95 % band, " + nameOf(family.line());
                ThresholdMarks.band(family.line(), key, nameOf(family.line()) + ", 95 % band", inkOf(family.line()),
                        sizes, family.thresholds()).forEach(mark -> plot.add(panel, mark));
            }
        }
        for (LawFamily family : families) {
            boolean joint = family.fits().stream().anyMatch(fit -> fit.method() == FitMethod.JOINT);
            for (LawFit fit : family.fits()) {
                boolean solid = !joint || fit.method() == FitMethod.JOINT;
                if (fit.variable() == Variable.STATE_SIZE && (solid || fit.law() == Law.LINEAR)) {
                    plot.line(panel, nameOf(fit), nameOf(fit) + ": " + formula(fit), inkOf(fit),
                            solid ? Mark.Weight.MAIN : Mark.Weight.DASHED,
                            sizes.line(fit::threshold, shortest, longest));
                }
            }
            if (family.line() != null) {
                plot.legend(List.of(LegendEntry.band("95 % band, " + nameOf(family.line()), inkOf(family.line()))));
            }
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

    /** The published line is of natural text, and shown with thresholds on such. */
    private boolean showsPaper(View view) {
        return !RECALL.equals(view.target()) && !SYNTHETIC.equals(view.dataset());
    }

    /** The paper's law where it passes through the picture; of text on logarithmic axes the picture reaches it. */
    private void paper(String panel, View view, ThresholdMarks.Sizes sizes) {
        PaperLaw law = RECALL.equals(view.target()) ? PaperLaw.RECALL : PaperLaw.FORGETTING;
        ThresholdMarks.Sizes shown = sizes;
        if (log && showsPaper(view)) {
            shown = new ThresholdMarks.Sizes(PaperLaw.POSITIVE, Math.max(PaperLaw.LARGEST, sizes.high()), true);
            ThresholdMarks.Sizes beyond = new ThresholdMarks.Sizes(sizes.high(), shown.high(), true);
            study.data().analysis().families().stream().filter(family -> family.line() != null
                    && View.of(family.thresholds().get(0)).equals(view)).forEach(family -> plot.line(panel,
                            EXTRAPOLATED, nameOf(family.line()) + ", extrapolated: " + formula(family.line()),
                            inkOf(family.line()), Mark.Weight.DOTTED,
                            beyond.line(family.line()::threshold, 1, Double.MAX_VALUE)));
        }
        Series line = shown.line(law::at, 1, Double.MAX_VALUE);
        if (line.x().length > 1) {
            plot.line(panel, PAPER, "the paper: " + law.formula(), Ink.MUTED, Mark.Weight.DASHED, line);
        }
    }

    private static String paperNote(Study study) {
        long largest = study.data().analysis().thresholds().stream().mapToLong(ThresholdRow::stateSize).max().orElse(0);
        boolean shown = study.data().analysis().thresholds().stream().map(ThresholdRow::dataset)
                .anyMatch(dataset -> !SYNTHETIC.equals(dataset));
        return shown || PaperLaw.FORGETTING.at(largest) > 0 ? ""
                : "The paper's line, T = 5.172·S − 4.469 (10⁶ elements, K tokens), is not drawn: it is zero at 0.86·10⁶"
                        + " elements, and the largest state here has " + Numbers.count(largest) + ".";
    }
}
