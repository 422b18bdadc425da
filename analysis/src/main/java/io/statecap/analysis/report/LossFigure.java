package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Loss against position, one panel a state size, one line a training length (the paper's figure 10). */
public final class LossFigure {

    private static final String ID = "loss-by-position";
    private static final String TITLE = "Loss against position";
    private static final int MAX_VIEWS = 8;
    /** Above this many points the lines of single seeds are left out, to keep the page small. */
    private static final int POINT_BUDGET = 60_000;
    private static final String ONSET = "collapse onset";
    private static final String FRESH = "from a fresh state";
    private static final String TRAINED = "training length";
    /** Curves of the placebo, read as if trained at shorter lengths; they belong to no training length. */
    private static final String PLACEBO = "placebo";

    private final Study study;
    private final LinePlot plot;
    private final boolean withSeeds;

    private LossFigure(Study study, View view, boolean withSeeds) {
        this.study = study;
        this.plot = new LinePlot(view.name(), Axis.tokens("position"), Axis.loss(true)).legend(study.lengthLegend());
        this.withSeeds = withSeeds;
    }

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
            if (!Study.isPlain(mitigation)) {
                parts.add(mitigation);
            }
            return String.join(", ", parts);
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
        List<View> shown = byView.keySet().stream().sorted(Comparator
                .comparing((View view) -> !Study.isPlain(view.mitigation()))
                .thenComparing(view -> !"heldout".equals(view.probe()))
                .thenComparing(view -> !tested.equals(view.slice()))
                .thenComparing(View::name)).limit(MAX_VIEWS).toList();
        long points = shown.stream().mapToLong(view -> byView.get(view).size()).sum();
        boolean withSeeds = study.seeds().size() > 1 && points <= POINT_BUDGET;
        List<Plot> plots = shown.stream().map(view -> new LossFigure(study, view, withSeeds).plot(byView.get(view)))
                .toList();
        return new Figure(ID, TITLE,
                "One panel a state size, one line a training length"
                        + (withSeeds ? " (mean over seeds; thin lines are single seeds)" : " (mean over seeds)")
                        + ". A ring marks the training length, a cross where a trial collapses:"
                        + " the first bucket beyond the criterion's limit. A dotted line is the loss of the same tokens"
                        + " read from a fresh state within the training length (mean over seeds); the solid line minus"
                        + " the dotted one is the excess. All panels share one loss scale; drag over a panel to zoom.",
                describe(study), "Curves", plots, missing(study, byView.size(), points, withSeeds));
    }

    private static String describe(Study study) {
        long collapsed = study.data().trials().stream().filter(trial -> Boolean.TRUE.equals(trial.collapsed())).count();
        return "Lines of loss in nats per scored token over token position, for " + study.sizes().size()
                + " state sizes and " + study.lengths().size() + " training lengths; " + collapsed + " of "
                + study.data().trials().size() + " trials collapse beyond their training length.";
    }

    private static String missing(Study study, int views, long points, boolean withSeeds) {
        List<String> notes = new ArrayList<>();
        long without = study.data().trials().stream().filter(trial -> !study.hasCurve(trial.trialId())).count();
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

    private Plot plot(List<CurveRow> rows) {
        if (rows.stream().anyMatch(row -> row.freshLoss() != null)) {
            plot.legend(List.of(LegendEntry.line(FRESH, Ink.MUTED, Mark.Weight.DOTTED)));
        }
        plot.legend(List.of(LegendEntry.dot(TRAINED, Ink.MUTED, Mark.Shape.RING),
                LegendEntry.dot(ONSET, Ink.MUTED, Mark.Shape.CROSS)));
        study.byModel(rows.stream(), CurveRow::trialId).forEach(this::model);
        plot.sort(Comparator.comparingInt(LossFigure::layer));
        return plot.plot();
    }

    /** Single seeds behind, means over them, dots in front. */
    private static int layer(Mark mark) {
        return mark instanceof Mark.Line line ? line.weight() == Mark.Weight.THIN ? 0 : 1 : 2;
    }

    private void model(Study.Model model, List<CurveRow> rows) {
        Map<Long, List<CurveRow>> bySeed = rows.stream().collect(Collectors.groupingBy(
                row -> study.trial(row.trialId()).seed(), TreeMap::new, Collectors.toList()));
        String panel = study.nameOf(model.size());
        String length = Study.nameOf(model.trainLength());
        Ink ink = study.ink(model.trainLength());
        bySeed.forEach((seed, curve) -> {
            String label = length + ", seed " + seed;
            if (withSeeds && bySeed.size() > 1) {
                plot.line(panel, length, label, ink, Mark.Weight.THIN,
                        Series.of(curve, CurveRow::middle, CurveRow::loss));
            }
            Long onset = study.trial(curve.get(0).trialId()).collapsePosition();
            if (onset != null && (withSeeds || bySeed.size() == 1)) {
                curve.stream().filter(row -> row.fromPosition() == onset).findFirst().ifPresent(row -> plot.add(panel,
                        new Mark.Dot(ONSET, label + ": collapse from position " + Numbers.count(onset), ink,
                                Mark.Shape.CROSS, row.middle(), row.loss())));
            }
        });
        Series mean = Series.of(rows, CurveRow::middle, CurveRow::loss);
        if (mean.isEmpty()) {
            return;
        }
        plot.line(panel, length, length + (bySeed.size() == 1 ? ", seed " + bySeed.keySet().iterator().next()
                : ", mean of " + bySeed.size() + " seeds"), ink, Mark.Weight.MAIN, mean);
        plot.line(panel, FRESH, length + ", from a fresh state", ink, Mark.Weight.DOTTED,
                Series.of(rows, CurveRow::middle, CurveRow::freshLoss));
        if (!withSeeds && bySeed.size() > 1) {
            addMedianOnset(panel, length, ink, bySeed, mean);
        }
        double loss = lossAt(model.trainLength(), mean);
        if (Double.isFinite(loss)) {
            plot.add(panel, new Mark.Dot(TRAINED, length + ": trained to here", ink, Mark.Shape.RING,
                    model.trainLength(), loss));
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
    private void addMedianOnset(String panel, String length, Ink ink, Map<Long, List<CurveRow>> bySeed, Series mean) {
        List<Long> onsets = bySeed.values().stream().map(curve -> study.trial(curve.get(0).trialId()))
                .map(TrialRow::collapsePosition).filter(Objects::nonNull).sorted().toList();
        if (2 * onsets.size() <= bySeed.size()) {
            return;
        }
        long median = onsets.get(onsets.size() / 2);
        for (int i = 0; i < mean.x().length; i++) {
            if (mean.x()[i] >= median) {
                plot.add(panel, new Mark.Dot(ONSET, length + ": " + onsets.size() + " of " + bySeed.size()
                        + " seeds collapse, in the median from position " + Numbers.count(median), ink,
                        Mark.Shape.CROSS, mean.x()[i], mean.y()[i]));
                return;
            }
        }
    }
}
