package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.report.chart.Panel;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Loss against position, one panel a state size, one line a training length (the paper's figure 10). */
public final class LossFigure {

    static final String ID = "loss-by-position";
    private static final String TITLE = "Loss against position";
    private static final int MAX_VIEWS = 8;
    /** Above this many points the lines of single seeds are left out, to keep the page small. */
    private static final int POINT_BUDGET = 60_000;
    private static final String ONSET = "onset";
    private static final String FRESH = "fresh";
    /** Curves of the placebo, read as if trained at shorter lengths; they belong to no training length. */
    private static final String PLACEBO = "placebo";
    private static final String TRAINED = "trained";

    private LossFigure() {}

    /** Curves that may be drawn together. */
    private record View(String probe, String prompt, String slice, String mitigation) {

        static View of(CurveRow row) {
            return new View(row.probe(), row.prompt(), row.slice(), row.mitigation());
        }

        String name() {
            List<String> parts = new ArrayList<>(List.of("slice " + slice));
            if (probe != null && !probe.isEmpty()) {
                parts.add(probe.equals(prompt) || prompt == null ? probe : probe + " / " + prompt);
            }
            if (!isPlain()) {
                parts.add(mitigation);
            }
            return String.join(", ", parts);
        }

        boolean isPlain() {
            return mitigation == null || mitigation.equals("none");
        }
    }

    public static Figure of(Study study) {
        Map<View, List<CurveRow>> byView = study.data().curves().stream()
                .filter(row -> row.step() == null && row.loss() != null && !PLACEBO.equals(row.probe()))
                .filter(row -> study.trial(row.trialId()) != null)
                .collect(Collectors.groupingBy(View::of));
        if (byView.isEmpty()) {
            return Figure.missing(ID, TITLE, "No trial has a loss curve yet.");
        }
        String tested = study.sweep().criterionSlice();
        List<View> views = byView.keySet().stream().sorted(Comparator
                .comparing((View view) -> !view.isPlain())
                .thenComparing(view -> !"heldout".equals(view.probe()))
                .thenComparing(view -> !tested.equals(view.slice()))
                .thenComparing(View::name)).toList();
        List<View> shown = views.subList(0, Math.min(MAX_VIEWS, views.size()));
        long points = shown.stream().mapToLong(view -> byView.get(view).size()).sum();
        boolean withSeeds = study.seeds().size() > 1 && points <= POINT_BUDGET;
        List<Plot> plots = new ArrayList<>();
        for (View view : shown) {
            plots.add(plot(study, view.name(), byView.get(view), withSeeds));
        }
        return new Figure(ID, TITLE,
                "One panel a state size, one line a training length"
                        + (withSeeds ? " (mean over seeds; thin lines are single seeds)" : " (mean over seeds)")
                        + ". A ring marks the training length, a cross where a trial collapses:"
                        + " the first bucket beyond the criterion's limit. A dotted line is the loss of the same tokens"
                        + " read from a fresh state within the training length (mean over seeds); the solid line minus"
                        + " the dotted one is the excess. All panels share one loss scale; drag over a panel to zoom.",
                describe(study), "Curves", plots, missing(study, views.size(), points, withSeeds));
    }

    private static String describe(Study study) {
        long collapsed = study.data().trials().stream().filter(trial -> Boolean.TRUE.equals(trial.collapsed())).count();
        return "Lines of loss in nats per scored token over token position, for " + study.sizes().size()
                + " state sizes and " + study.lengths().size() + " training lengths; " + collapsed + " of "
                + study.data().trials().size() + " trials collapse beyond their training length.";
    }

    private static String missing(Study study, int views, long points, boolean withSeeds) {
        List<String> notes = new ArrayList<>();
        long without = study.data().trials().size()
                - study.data().curves().stream().map(CurveRow::trialId).distinct()
                        .filter(id -> study.trial(id) != null).count();
        if (without > 0) {
            notes.add(without + (without == 1 ? " trial has" : " trials have") + " no loss curve.");
        }
        if (views > MAX_VIEWS) {
            notes.add("Only the first " + MAX_VIEWS + " of " + views + " sets of curves are shown here.");
        }
        if (!withSeeds && study.seeds().size() > 1) {
            notes.add("Lines of single seeds are left out: " + Numbers.count(points)
                    + " points would make the page large.");
        }
        return String.join(" ", notes);
    }

    private static Plot plot(Study study, String name, List<CurveRow> rows, boolean withSeeds) {
        Map<String, List<CurveRow>> byTrial = rows.stream().collect(Collectors.groupingBy(CurveRow::trialId));
        List<Panel> panels = new ArrayList<>();
        for (Study.Size size : study.sizes()) {
            List<Mark> marks = new ArrayList<>();
            for (int length : study.lengths()) {
                List<TrialRow> trials = study.data().trials().stream()
                        .filter(trial -> trial.trainLength() == length && Study.Size.of(trial).equals(size))
                        .filter(trial -> byTrial.containsKey(trial.trialId()))
                        .sorted(Comparator.comparingLong(TrialRow::seed)).toList();
                if (!trials.isEmpty()) {
                    addLength(marks, study, length, trials, byTrial, withSeeds);
                }
            }
            if (!marks.isEmpty()) {
                panels.add(new Panel(study.nameOf(size), frontLast(marks)));
            }
        }
        List<LegendEntry> legend = study.lengthLegend();
        if (rows.stream().anyMatch(row -> row.freshLoss() != null)) {
            legend.add(LegendEntry.line(FRESH, "from a fresh state", Ink.MUTED, Mark.Weight.DOTTED));
        }
        legend.add(LegendEntry.dot(TRAINED, "training length", Ink.MUTED, Mark.Shape.RING));
        legend.add(LegendEntry.dot(ONSET, "collapse onset", Ink.MUTED, Mark.Shape.CROSS));
        return new Plot.Lines(name,
                new Axis("position, tokens (K = 1024)", Axis.Scale.LOG2, Axis.Format.TOKENS, true),
                new Axis("loss, nats per scored token", Axis.Scale.LINEAR, Axis.Format.NUMBER, true),
                panels, legend);
    }

    private static void addLength(List<Mark> marks, Study study, int length, List<TrialRow> trials,
                                  Map<String, List<CurveRow>> byTrial, boolean withSeeds) {
        Ink ink = study.ink(length);
        String key = Study.keyOf(length);
        String name = Study.nameOf(length);
        List<Series> all = new ArrayList<>();
        for (TrialRow trial : trials) {
            List<CurveRow> curve = byTrial.get(trial.trialId());
            Series series = series(curve, CurveRow::loss);
            all.add(series);
            if (withSeeds && trials.size() > 1 && !series.isEmpty()) {
                marks.add(new Mark.Line(key, name + ", seed " + trial.seed(), ink, Mark.Weight.THIN,
                        series.x(), series.y()));
            }
            if (trial.collapsePosition() != null && (withSeeds || trials.size() == 1)) {
                curve.stream().filter(row -> row.fromPosition() == trial.collapsePosition()).findFirst()
                        .ifPresent(row -> marks.add(new Mark.Dot(ONSET, name + ", seed " + trial.seed()
                                + ": collapse from position " + Numbers.count(trial.collapsePosition()),
                                ink, Mark.Shape.CROSS, middle(row), row.loss())));
            }
        }
        Series mean = Series.mean(all);
        if (mean.isEmpty()) {
            return;
        }
        String label = trials.size() == 1 ? name + ", seed " + trials.get(0).seed()
                : name + ", mean of " + trials.size() + " seeds";
        marks.add(new Mark.Line(key, label, ink, Mark.Weight.MAIN, mean.x(), mean.y()));
        Series fresh = Series.mean(trials.stream().map(trial ->
                series(byTrial.get(trial.trialId()), CurveRow::freshLoss))
                .toList());
        if (!fresh.isEmpty()) {
            marks.add(new Mark.Line(FRESH, name + ", from a fresh state", ink, Mark.Weight.DOTTED, fresh.x(),
                    fresh.y()));
        }
        if (!withSeeds && trials.size() > 1) {
            addMedianOnset(marks, name, ink, trials, mean);
        }
        double loss = lossAt(length, mean);
        if (Double.isFinite(loss)) {
            marks.add(new Mark.Dot(TRAINED, name + ": trained to here", ink, Mark.Shape.RING, length, loss));
        }
    }

    /** Where a line is at a position as it is drawn, straight over the logarithm of the position; NaN outside it. */
    private static double lossAt(double position, Series line) {
        double[] x = line.x();
        for (int i = 0; i + 1 < x.length; i++) {
            if (x[i] <= position && position <= x[i + 1]) {
                double share = x[i] > 0 ? Math.log(position / x[i]) / Math.log(x[i + 1] / x[i]) : 1;
                return line.y()[i] + share * (line.y()[i + 1] - line.y()[i]);
            }
        }
        return Double.NaN;
    }

    /** Stands for the onsets of seeds whose lines are left out, if most of them collapse. */
    private static void addMedianOnset(List<Mark> marks, String name, Ink ink, List<TrialRow> trials, Series mean) {
        List<Long> onsets = trials.stream().map(TrialRow::collapsePosition).filter(Objects::nonNull).sorted().toList();
        if (2 * onsets.size() <= trials.size()) {
            return;
        }
        long median = onsets.get(onsets.size() / 2);
        for (int i = 0; i < mean.x().length; i++) {
            if (mean.x()[i] >= median) {
                marks.add(new Mark.Dot(ONSET, name + ": " + onsets.size() + " of " + trials.size()
                        + " seeds collapse, in the median from position " + Numbers.count(median), ink,
                        Mark.Shape.CROSS, mean.x()[i], mean.y()[i]));
                return;
            }
        }
    }

    /** Single seeds behind, means over them, dots in front. */
    private static List<Mark> frontLast(List<Mark> marks) {
        return marks.stream().sorted(Comparator.comparingInt(mark ->
                mark instanceof Mark.Line line ? line.weight() == Mark.Weight.THIN ? 0 : 1 : 2)).toList();
    }

    private static Series series(List<CurveRow> rows, Function<CurveRow, Double> loss) {
        Map<Double, Double> points = new TreeMap<>();
        rows.forEach(row -> points.put(middle(row), loss.apply(row)));
        return Series.of(points);
    }

    private static double middle(CurveRow row) {
        return (row.fromPosition() + row.toPosition()) / 2.0;
    }
}
