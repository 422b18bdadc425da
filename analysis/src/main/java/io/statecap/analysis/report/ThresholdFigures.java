package io.statecap.analysis.report;

import io.statecap.analysis.LawFamily;
import io.statecap.analysis.SizeAxes;
import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.compare.FamilySet;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.Variable;
import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Mark.Style;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.text.Count;
import io.statecap.analysis.threshold.Family;
import io.statecap.analysis.threshold.RecallThresholds;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Thresholds against state size with the laws (the paper's figure 11), of one sweep and of several. */
final class ThresholdFigures {

    private static final String TITLE = "Training length needed against state size";
    private static final List<Law> LAW_ORDER = List.of(Law.LINEAR, Law.POWER, Law.STEP, Law.CONSTANT, Law.EXPONENTIAL);
    private static final int MOST_TICKS = 8;
    private static final int MOST_DESCRIBED = 40;
    /** The dataset whose thresholds the paper's line says nothing of. */
    private static final String SYNTHETIC = "recall";
    private static final String PAPER = "the paper's law";
    private static final String FORGETTING = "T = 5.172·S − 4.469 (10⁶ elements, K tokens)";
    private static final String RECALL = "T = 4.756·(1.365^S − 1) − 0.742 (10⁶ elements, K tokens)";
    /** A little above the size at which the paper's line of forgetting is zero, and its largest model, elements. */
    private static final double PAPER_POSITIVE = 0.95e6;
    private static final double PAPER_LARGEST = 19.32e6;
    private static final String EXTRAPOLATED = "the line, extrapolated";
    private static final String SEEDS = "brackets of single seeds";
    private static final String ESTIMATE = "estimate, 95 % interval";
    private static final String SEARCHED = "hollow: of a search or an unfinished sweep, not every seed at every length";
    private static final String BRACKET = "bracket over seeds";
    /** Colours before these are those of laws. */
    private static final int MORE_INKS = 6;

    private final LinePlot plot;
    private final boolean log;

    private ThresholdFigures(String name, boolean log, boolean ownTicks, Stream<ThresholdRow> rows) {
        this.log = log;
        Axis.Scale scale = log ? Axis.Scale.LOG2 : Axis.Scale.LINEAR;
        List<Double> sizes = rows.map(row -> (double) row.stateSize()).distinct().sorted().toList();
        plot = new LinePlot((log ? "logarithmic" : "linear") + name, new Axis("state size S, elements", scale,
                Axis.Format.COUNT, true, ownTicks && sizes.size() <= MOST_TICKS ? sizes : List.of()),
                new Axis("length, tokens (K = 1024)", scale, Axis.Format.TOKENS, false, List.of()));
    }

    /** State sizes and lengths between which laws are drawn, and whether they lie evenly on logarithmic axes. */
    private record Frame(double low, double high, double shortest, double longest, boolean log) {

        private static final double SIZE_FACTOR = 1.25;
        private static final double SIZE_SHARE = 0.06;
        /** Laws are drawn up to this many times the longest length, and down to this part of the shortest. */
        private static final double LENGTH_ROOM = 2;
        /** Marks beside each other at a size are this share of the axis apart. */
        private static final double STEP = 0.012;
        private static final int BAND_POINTS = 24;
        private static final int LAW_POINTS = 80;
        /** An open end of a band lies this many times the longest length out, which is outside every picture. */
        private static final double BEYOND = 1024;

        /** A little wider than the thresholds. */
        static Frame of(List<ThresholdRow> rows, boolean log) {
            double low = rows.stream().mapToLong(ThresholdRow::stateSize).min().orElse(1);
            double high = rows.stream().mapToLong(ThresholdRow::stateSize).max().orElse(1);
            double room = SIZE_SHARE * (high - low);
            double[] lengths = rows.stream().flatMap(row -> Stream.of(row.lower(), row.upper(), row.estimate(),
                            row.ciLow(), row.ciHigh())).filter(Objects::nonNull).mapToDouble(Number::doubleValue)
                    .filter(end -> end > 0).toArray();
            return new Frame(log ? low / SIZE_FACTOR : Math.max(0, low - room),
                    log ? high * SIZE_FACTOR : high + room + (high == low ? 1 : 0),
                    log ? Arrays.stream(lengths).min().orElse(1) / LENGTH_ROOM : 0,
                    Arrays.stream(lengths).max().orElse(1) * LENGTH_ROOM, log);
        }

        double[] points(int count) {
            return IntStream.rangeClosed(0, count).mapToDouble(i -> i / (double) count).map(share -> log
                    ? low * Math.pow(high / low, share) : low + share * (high - low)).toArray();
        }

        /** The place of mark {@code index} of {@code count} at a size. */
        double beside(double size, int index, int count) {
            double share = STEP * (index - (count - 1) / 2.0);
            return log ? size * Math.pow(high / low, share) : size + share * (high - low);
        }

        Series line(DoubleUnaryOperator law) {
            return Series.of(DoubleStream.of(points(LAW_POINTS)).boxed().filter(size -> law.applyAsDouble(size)
                    >= shortest && law.applyAsDouble(size) <= longest).toList(), size -> size, law::applyAsDouble);
        }
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

        boolean isRecall() {
            return RecallThresholds.T_RECALL.equals(target);
        }

        /** The published line is of natural text, and shown with thresholds on such. */
        boolean showsPaper() {
            return !isRecall() && !SYNTHETIC.equals(dataset);
        }
    }

    /** One plot a set of data and pair of axes; recall stands beside collapse on the same data. */
    static Figure of(Study study) {
        Map<View, List<ThresholdRow>> byView = study.data.analysis().thresholds().stream()
                .collect(Collectors.groupingBy(View::of, LinkedHashMap::new, Collectors.toList()));
        if (byView.isEmpty()) {
            return Figure.missing("thresholds", TITLE, "No thresholds yet: no trial has finished.");
        }
        Map<String, List<View>> choices = byView.keySet().stream().sorted(Comparator.comparing(View::isRecall))
                .collect(Collectors.groupingBy(View::dataset, LinkedHashMap::new, Collectors.toList()));
        boolean several = choices.size() > 1;
        List<Plot> plots = new ArrayList<>();
        for (List<View> views : choices.values()) {
            for (boolean log : new boolean[] {true, false}) {
                ThresholdFigures figure = new ThresholdFigures(several ? ", " + views.get(0).name(true) : "",
                        log, !log || views.stream().noneMatch(View::showsPaper),
                        views.stream().flatMap(view -> byView.get(view).stream()));
                figure.plot.legend(ESTIMATE, Ink.TEXT, Style.CIRCLE).legend(BRACKET, Ink.unordered(0), Style.BRACKET)
                        .legend(SEEDS, Ink.MUTED, Style.THIN);
                views.forEach(view -> figure.draw(view.target() + ", " + view.name(several), study, view,
                        byView.get(view)));
                plots.add(figure.plot);
            }
        }
        return new Figure("thresholds", TITLE,
                "Dots: estimate over seeds with its 95 % interval. Pale bars: from the longest collapsing to the"
                        + " shortest healthy length; an arrow marks an open end, which no tested length bounds. Thin"
                        + " bars: single seeds. Diamonds: a shorter length was healthy too. Solid lines: the joint fit"
                        + " to all trials, with the 95 % band of the line; of recall lengths, laws by least squares."
                        + " Dashed: the line by least squares on the shortest healthy lengths.",
                describe(study.data.analysis().thresholds().stream().map(row -> Map.entry(row.target(), row))),
                "Axes", plots, paperNote(study.data.analysis().thresholds()));
    }

    /** One colour a sweep. */
    static Figure of(Comparison comparison) {
        if (comparison.families().isEmpty()) {
            return Figure.missing("compared-thresholds", TITLE, "No sweep has a threshold yet.");
        }
        List<FamilySet.Member> members = comparison.families().stream().flatMap(set -> set.members().stream()).toList();
        List<String> names = comparison.sweeps().stream().map(ComparedSweep::name).toList();
        List<Plot> plots = new ArrayList<>();
        for (boolean log : new boolean[] {true, false}) {
            ThresholdFigures figure = new ThresholdFigures("", log, true, members.stream().flatMap(member ->
                    member.family().thresholds().stream()));
            names.forEach(name -> figure.plot.legend(name, Ink.unordered(names.indexOf(name)), Style.MAIN));
            comparison.families().forEach(set -> figure.draw("T_train" + (set.label().isEmpty() ? ""
                    : ", " + set.label()), names, set.members()));
            plots.add(figure.plot);
        }
        return new Figure("compared-thresholds", TITLE, "One colour a sweep. Dots: estimate over seeds with its 95 %"
                + " interval. Pale bars: from the longest collapsing to the shortest healthy length; an arrow marks an"
                + " open end. Lines: the joint fit to all trials of the sweep, with its 95 % band. Sweeps that share a"
                + " size stand beside each other.", describe(members.stream().flatMap(member -> member.family()
                        .thresholds().stream().map(row -> Map.entry(member.sweep(), row)))), "Axes", plots, "");
    }

    private static String describe(Stream<Map.Entry<String, ThresholdRow>> rows) {
        return rows.filter(one -> one.getValue().seed() == null).limit(MOST_DESCRIBED).map(one -> {
            ThresholdRow row = one.getValue();
            return one.getKey() + " at " + Numbers.count(row.stateSize()) + " elements: " + (row.estimate() == null
                    ? "no estimate" : Numbers.plain(row.estimate()) + " tokens") + " (" + bracket(row) + ")";
        }).collect(Collectors.joining("; ")) + ".";
    }

    private static String bracket(ThresholdRow row) {
        return "bracket " + end(row.lower()) + " to " + end(row.upper());
    }

    private static String end(Long length) {
        return length == null ? "open" : Numbers.count(length);
    }

    private void draw(String panel, List<String> names, List<FamilySet.Member> members) {
        Frame frame = Frame.of(members.stream().flatMap(member -> member.family().thresholds().stream()).toList(), log);
        for (FamilySet.Member member : members) {
            String sweep = member.sweep();
            Ink ink = Ink.unordered(names.indexOf(sweep));
            if (member.line() != null) {
                Frame own = Frame.of(member.family().thresholds(), log);
                band(panel, sweep, sweep, member.line(), ink, own);
                law(panel, sweep, sweep, member.line(), ink, Style.MAIN, own);
            }
            member.family().thresholds().stream().filter(row -> row.seed() == null).forEach(row -> {
                String name = sweep + ", S = " + Numbers.count(row.stateSize()) + ", " + Count.of(row.seeds(), "seed");
                double x = frame.beside(row.stateSize(), names.indexOf(sweep), names.size());
                bracket(panel, sweep, name, row, ink, Style.BRACKET, x);
                estimate(panel, sweep, name, row, ink, x, false);
            });
        }
    }

    private void draw(String panel, Study study, View view, List<ThresholdRow> rows) {
        Frame frame = Frame.of(rows, log);
        List<LawFamily> families = study.data.analysis().families().stream()
                .filter(family -> View.of(family.thresholds().get(0)).equals(view)).toList();
        laws(panel, families, frame);
        paper(panel, view, families, frame);
        Map<Long, List<ThresholdRow>> seeds = rows.stream().filter(row -> row.seed() != null)
                .sorted(Comparator.comparingLong(ThresholdRow::seed))
                .collect(Collectors.groupingBy(ThresholdRow::stateSize));
        rows.stream().sorted(Comparator.comparing(row -> row.seed() != null)).forEach(row -> {
            String name = study.nameOf(row.group(), row.stateSize());
            if (row.seed() == null) {
                bracket(panel, BRACKET, name + ", " + Count.of(row.seeds(), "seed") + (row.monotone() ? ""
                        : ", not monotone"), row, Ink.unordered(0), Style.BRACKET, row.stateSize());
            } else {
                List<ThresholdRow> own = seeds.get(row.stateSize());
                bracket(panel, SEEDS, name + ", seed " + row.seed(), row, Ink.MUTED, Style.SEED,
                        frame.beside(row.stateSize(), own.indexOf(row), own.size()));
            }
        });
        estimates(panel, study, view, rows);
    }

    /** Sizes that differ in another axis than the one with most values have marks of their own. */
    private void estimates(String panel, Study study, View view, List<ThresholdRow> rows) {
        Map<String, String> kinds = new LinkedHashMap<>();
        Map<String, Boolean> searched = new LinkedHashMap<>();
        study.data.analysis().families().stream().map(LawFamily::family).filter(Objects::nonNull).forEach(family -> {
            SizeAxes axes = SizeAxes.of(family);
            for (Family.Size size : family.sizes()) {
                kinds.put(size.group(), axes.kind(size.outcomes().get(0).trial()));
                searched.put(family.dataset() + size.group(), size.searched());
            }
        });
        List<String> order = kinds.values().stream().distinct().sorted().toList();
        for (ThresholdRow row : rows) {
            if (row.seed() == null && (row.estimate() != null || row.ciLow() != null || row.ciHigh() != null)) {
                String kind = kinds.getOrDefault(row.group(), "");
                String key = kind.isEmpty() ? ESTIMATE : kind;
                Ink ink = kind.isEmpty() ? Ink.TEXT : Ink.unordered(MORE_INKS + order.indexOf(kind));
                boolean hollow = !view.isRecall() && searched.getOrDefault(row.dataset() + row.group(), false);
                plot.legend(key, ink, Style.CIRCLE);
                if (hollow) {
                    plot.legend(SEARCHED, Ink.TEXT, Style.RING);
                }
                estimate(panel, key, study.nameOf(row.group(), row.stateSize()), row, ink, row.stateSize(), hollow);
            }
        }
    }

    private void laws(String panel, List<LawFamily> families, Frame frame) {
        families.stream().map(LawFamily::line).filter(Objects::nonNull).forEach(line -> band(panel, "95 % band, "
                + nameOf(line), nameOf(line), line, inkOf(line), frame));
        for (LawFamily family : families) {
            boolean joint = family.fits().stream().anyMatch(fit -> fit.method() == FitMethod.JOINT);
            for (LawFit fit : family.fits()) {
                boolean solid = !joint || fit.method() == FitMethod.JOINT;
                if (fit.variable() == Variable.STATE_SIZE && (solid || fit.law() == Law.LINEAR)) {
                    law(panel, nameOf(fit), nameOf(fit), fit, inkOf(fit), solid ? Style.MAIN : Style.DASHED, frame);
                }
            }
            if (family.line() != null) {
                plot.legend("95 % band, " + nameOf(family.line()), inkOf(family.line()), Style.BAND);
            }
        }
    }

    private static Ink inkOf(LawFit fit) {
        return Ink.unordered(1 + LAW_ORDER.indexOf(fit.law()));
    }

    private static String nameOf(LawFit fit) {
        return fit.law().text() + (fit.method() == FitMethod.JOINT ? ", joint fit" : ", least squares");
    }

    /** The published laws (arXiv 2410.07145, section 5), drawn for comparison only: T in tokens at S elements. */
    private static double published(boolean recall, double stateSize) {
        double millions = stateSize / Law.ELEMENTS;
        return Law.TOKENS * (recall ? 4.756 * (Math.pow(1.365, millions) - 1) - 0.742 : 5.172 * millions - 4.469);
    }

    /** The paper's law where it passes through the picture; of text on logarithmic axes the picture reaches it. */
    private void paper(String panel, View view, List<LawFamily> families, Frame frame) {
        boolean far = log && view.showsPaper();
        double largest = far ? Math.max(PAPER_LARGEST, frame.high()) : frame.high();
        if (far) {
            Frame beyond = new Frame(frame.high(), largest, 1, Double.MAX_VALUE, true);
            families.stream().map(LawFamily::line).filter(Objects::nonNull).forEach(line -> law(panel, EXTRAPOLATED,
                    nameOf(line) + ", extrapolated", line, inkOf(line), Style.DOTTED, beyond));
        }
        Series line = new Frame(far ? PAPER_POSITIVE : frame.low(), largest, 1, Double.MAX_VALUE, log)
                .line(size -> published(view.isRecall(), size));
        if (line.x().length > 1) {
            plot.line(panel, PAPER, "the paper: " + (view.isRecall() ? RECALL : FORGETTING), Ink.MUTED, Style.DASHED,
                    line);
        }
    }

    private static String paperNote(List<ThresholdRow> rows) {
        long largest = rows.stream().mapToLong(ThresholdRow::stateSize).max().orElse(0);
        return rows.stream().anyMatch(row -> !SYNTHETIC.equals(row.dataset())) || published(false, largest) > 0 ? ""
                : "The paper's line, " + FORGETTING + ", is not drawn: it is zero at 0.86·10⁶ elements, and the largest"
                        + " state here has " + Numbers.count(largest) + ".";
    }

    /** The 95 % band of a law, unless it is open everywhere; open ends reach the edge of the picture. */
    private void band(String panel, String key, String name, LawFit fit, Ink ink, Frame frame) {
        double[] x = frame.points(Frame.BAND_POINTS);
        List<Estimate> band = DoubleStream.of(x).mapToObj(fit::band).toList();
        if (band.stream().filter(at -> at.ciLow() != null && at.ciHigh() != null).count() >= 2) {
            plot.add(panel, new Mark(Style.BAND, key, name + ", 95 % band", ink, x,
                    band.stream().mapToDouble(at -> at.ciLow() == null ? 0 : at.ciLow()).toArray(),
                    band.stream().mapToDouble(at -> at.ciHigh() == null ? Frame.BEYOND * frame.longest()
                            : at.ciHigh()).toArray()));
        }
    }

    /** A law as a line, named by its formula with its numbers. */
    private void law(String panel, String key, String name, LawFit fit, Ink ink, Style style, Frame frame) {
        String formula = fit.law().formula();
        for (Estimate parameter : fit.parameters()) {
            formula = formula.replaceAll("\\b" + parameter.name() + "\\b", Numbers.plain(parameter.value()));
        }
        plot.line(panel, key, name + ": " + formula.replace("+ -", "- ").replace("*", "\u00b7").replace("-", "\u2212"),
                ink, style, frame.line(fit::threshold));
    }

    /** The bar from the longest collapsing to the shortest healthy length. */
    private void bracket(String panel, String key, String name, ThresholdRow row, Ink ink, Style style, double x) {
        plot.add(panel, Mark.at(style, key, name + ": " + bracket(row), ink, x,
                row.lower() == null ? null : row.lower().doubleValue(),
                row.upper() == null ? null : row.upper().doubleValue()));
    }

    /**
     * The estimate with its interval.
     *
     * @param hollow whether not every seed was tried at every length
     */
    private void estimate(String panel, String key, String name, ThresholdRow row, Ink ink, double x, boolean hollow) {
        String label = name + ": " + (row.estimate() == null ? "no estimate" : "estimate "
                + Numbers.plain(row.estimate())) + (hollow ? ", found by a search" : "");
        if (row.ciLow() != null || row.ciHigh() != null) {
            label += " (95 %: " + (row.ciLow() == null ? "up" : Numbers.plain(row.ciLow())) + " to "
                    + (row.ciHigh() == null ? "open" : Numbers.plain(row.ciHigh())) + ")";
            plot.add(panel, Mark.at(Style.INTERVAL, key, label, ink, x, row.ciLow(), row.ciHigh()));
        }
        if (row.estimate() != null) {
            plot.add(panel, Mark.at(row.monotone() ? hollow ? Style.RING : Style.CIRCLE : hollow
                    ? Style.HOLLOW_DIAMOND : Style.DIAMOND, key, label, ink, x, row.estimate()));
        }
    }
}
