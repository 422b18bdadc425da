package io.statecap.analysis.report;

import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.collapse.TrialCurves.CurveKey;
import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Mark.Style;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.text.Count;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.Outcome;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Loss and excess loss against position (the paper's figure 10): means over seeds, and single seeds. */
final class LossFigures {

    private static final String LOSS = "Loss against position";
    private static final int MOST_VIEWS = 8;
    /** Above this many points the lines of single seeds are left out, to keep the page small. */
    private static final int MOST_POINTS = 60_000;
    private static final String ONSET = "collapse onset";
    private static final String FRESH = "from a fresh state";
    private static final String TRAINED = "training length";
    /** Curves of the placebo, read as if trained at shorter lengths; they belong to no training length. */
    private static final String PLACEBO = "placebo";

    private LossFigures() {}

    /** One panel a state size, one line a training length. */
    static Figure of(Study study) {
        Map<CurveKey, List<CurveRow>> byKey = study.data.curves().stream()
                .filter(row -> row.step() == null && row.loss() != null && !PLACEBO.equals(row.probe())
                        && study.trial(row.trialId()) != null)
                .collect(Collectors.groupingBy(CurveKey::of));
        if (byKey.isEmpty()) {
            return Figure.missing("loss-by-position", LOSS, "No trial has a loss curve yet.");
        }
        List<CurveKey> shown = byKey.keySet().stream().sorted(Comparator
                .comparing((CurveKey key) -> !key.mitigation().equals(Study.NONE))
                .thenComparing(key -> !"heldout".equals(key.probe()))
                .thenComparing(key -> !study.slice().equals(key.slice()))
                .thenComparing(LossFigures::nameOf)).limit(MOST_VIEWS).toList();
        long points = shown.stream().mapToLong(key -> byKey.get(key).size()).sum();
        boolean withSeeds = study.seeds.size() > 1 && points <= MOST_POINTS;
        List<TrialRow> trials = study.data.trials();
        return new Figure("loss-by-position", LOSS,
                "One panel a state size, one line a training length"
                        + (withSeeds ? " (mean over seeds; thin lines are single seeds)" : " (mean over seeds)")
                        + ". A ring marks the training length, a cross where a trial collapses:"
                        + " the first bucket beyond the criterion's limit. A dotted line is the loss of the same tokens"
                        + " read from a fresh state within the training length (mean over seeds); the solid line minus"
                        + " the dotted one is the excess. All panels share one loss scale; drag over a panel to zoom.",
                "Lines of loss in nats per scored token over token position, for " + study.sizes.size()
                        + " state sizes and " + study.lengths.size() + " training lengths; " + trials.stream()
                        .filter(trial -> Boolean.TRUE.equals(trial.collapsed())).count() + " of " + trials.size()
                        + " trials collapse beyond their training length.",
                "Curves", shown.stream().map(key -> plot(study, nameOf(key), byKey.get(key), withSeeds)).toList(),
                (Study.onlyFirst(MOST_VIEWS, byKey.size(), "sets of curves") + (withSeeds || study.seeds.size() == 1 ? ""
                        : " Lines of single seeds are left out: " + Numbers.count(points)
                                + " points would make the page large.")).strip());
    }

    private static String nameOf(CurveKey key) {
        return "slice " + key.slice() + ", " + key.probe() + (key.probe().equals(key.prompt()) ? "" : " / "
                + key.prompt()) + (key.mitigation().equals(Study.NONE) ? "" : ", " + key.mitigation());
    }

    private static Plot plot(Study study, String name, List<CurveRow> rows, boolean withSeeds) {
        LinePlot plot = study.withLengths(new LinePlot(name, Axis.tokens("position"), Axis.loss(true)));
        fresh(plot, rows);
        plot.legend(TRAINED, Ink.MUTED, Style.RING).legend(ONSET, Ink.MUTED, Style.CROSS);
        study.byModel(rows.stream(), CurveRow::trialId).forEach((model, own) -> {
            String panel = study.nameOf(model.size());
            String length = Study.nameOf(model.trainLength());
            Ink ink = study.ink(model.trainLength());
            Map<Long, List<CurveRow>> bySeed = own.stream().collect(Collectors.groupingBy(
                    row -> study.trial(row.trialId()).seed(), TreeMap::new, Collectors.toList()));
            bySeed.forEach((seed, curve) -> {
                String label = length + ", seed " + seed;
                if (withSeeds && bySeed.size() > 1) {
                    plot.line(panel, length, label, ink, Style.THIN,
                            Series.of(curve, CurveRow::middle, CurveRow::loss));
                }
                Long onset = study.trial(curve.get(0).trialId()).collapsePosition();
                curve.stream().filter(row -> onset != null && row.fromPosition() == onset).findFirst()
                        .ifPresent(row -> plot.add(panel, Mark.at(Style.CROSS, ONSET, label
                                + ": collapse from position " + Numbers.count(onset), ink, row.middle(), row.loss())));
            });
            mean(plot, panel, length, length, ink, own, bySeed.keySet());
            double loss = lossAt(model.trainLength(), Series.of(own, CurveRow::middle, CurveRow::loss));
            if (Double.isFinite(loss)) {
                plot.add(panel, Mark.at(Style.RING, TRAINED, length + ": trained to here", ink, model.trainLength(),
                        loss));
            }
        });
        return plot;
    }

    private static void fresh(LinePlot plot, List<CurveRow> rows) {
        if (rows.stream().anyMatch(row -> row.freshLoss() != null)) {
            plot.legend(FRESH, Ink.MUTED, Style.DOTTED);
        }
    }

    /** The mean over seeds and, dotted, that of the same tokens from a fresh state. */
    private static void mean(LinePlot plot, String panel, String key, String name, Ink ink, List<CurveRow> rows,
                             Collection<Long> seeds) {
        plot.line(panel, key, name + (seeds.size() == 1 ? ", seed " + seeds.iterator().next()
                : ", mean of " + seeds.size() + " seeds"), ink, Style.MAIN,
                Series.of(rows, CurveRow::middle, CurveRow::loss));
        plot.line(panel, FRESH, name + ", from a fresh state", ink, Style.DOTTED,
                Series.of(rows, CurveRow::middle, CurveRow::freshLoss));
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

    /** Excess loss in units of the training length: whether collapse goes on growing far beyond it. */
    static Figure excess(Study study) {
        LinePlot plot = study.withLengths(new LinePlot("excess", new Axis("position, in training lengths T",
                Axis.Scale.LOG2, Axis.Format.NUMBER), Axis.number("excess, nats per scored token", true)));
        study.byModel(study.tested().filter(row -> row.excess() != null && row.step() == null), CurveRow::trialId)
                .forEach((model, rows) -> plot.line(study.nameOf(model.size()), Study.nameOf(model.trainLength()),
                        Study.nameOf(model.trainLength()) + ", mean over seeds", study.ink(model.trainLength()),
                        Style.MAIN, Series.of(rows, row -> row.middle() / model.trainLength(), CurveRow::excess)));
        return Figure.of("excess", "Excess loss by position in units of T", "Loss minus that of the same tokens from a"
                + " fresh state; one panel a state size, one line a training length, the mean over seeds.",
                "Lines of excess loss in nats over position in units of the training length, for "
                        + plot.titles().size() + " state sizes.", plot, "");
    }

    /** The curves of one model of one sweep. */
    private record Compared(String sweep, String label, TrialRow trial, List<Long> seeds, List<CurveRow> rows) {}

    /** Of several sweeps: one drawing a training length, one panel a state size, one colour a sweep. */
    static Figure of(Comparison comparison) {
        List<String> names = comparison.sweeps().stream().map(ComparedSweep::name).toList();
        String slice = comparison.criterion().slice();
        Map<Integer, List<Compared>> byLength = comparison.sweeps().stream()
                .flatMap(sweep -> compared(sweep, slice).stream())
                .collect(Collectors.groupingBy(one -> one.trial().trainLength(), TreeMap::new, Collectors.toList()));
        if (byLength.isEmpty()) {
            return Figure.missing("compared-losses", LOSS, "No trial has a loss curve of slice " + slice + ".");
        }
        // Lengths that most sweeps have come first: the first is the one that files show.
        List<Plot> plots = byLength.values().stream().sorted(Comparator.comparingLong((List<Compared> models) ->
                -models.stream().map(Compared::sweep).distinct().count()))
                .map(models -> comparedPlot(names, models)).toList();
        return new Figure("compared-losses", LOSS, "One colour a sweep; each line is the mean over seeds. Dotted: the"
                + " same tokens from a fresh state within the training length, whose distance from the solid line is"
                + " the excess. Choose the training length; those that most sweeps have come first. Slice " + slice
                + ", held-out data, without mitigation.",
                "Lines of loss in nats per scored token over token position, for " + names.size() + " sweeps and "
                        + Count.of(byLength.size(), "training length") + ".", "Training length", plots, "");
    }

    private static Plot comparedPlot(List<String> names, List<Compared> models) {
        int length = models.get(0).trial().trainLength();
        LinePlot plot = new LinePlot(Study.nameOf(length), Axis.tokens("position"), Axis.loss(true));
        names.forEach(name -> plot.legend(name, Ink.unordered(names.indexOf(name)), Style.MAIN));
        fresh(plot, models.stream().flatMap(model -> model.rows().stream()).toList());
        plot.legend(TRAINED, Ink.MUTED, Style.DASHED);
        models.stream().sorted(Comparator.comparingLong(model -> model.trial().stateSize())).forEach(model -> {
            String panel = "S = " + Numbers.count(model.trial().stateSize());
            if (!plot.titles().contains(panel)) {
                plot.add(panel, Mark.at(Style.RULE, TRAINED, TRAINED, Ink.MUTED, length));
            }
            mean(plot, panel, model.sweep(), model.sweep() + (model.label().isEmpty() ? "" : ", " + model.label()),
                    Ink.unordered(names.indexOf(model.sweep())), model.rows(), model.seeds());
        });
        return plot;
    }

    private static Collection<Compared> compared(ComparedSweep sweep, String slice) {
        Map<String, List<CurveRow>> rows = TrialCurves.byTrial(sweep.curves());
        Map<String, String> labels = GroupText.shortLabels(sweep.trials().stream()
                .map(trial -> GroupText.withoutSizes(trial.group())).toList());
        Map<Study.Model, Compared> models = new LinkedHashMap<>();
        for (TrialRow trial : sweep.analysis().outcomes().stream().map(Outcome::trial).toList()) {
            Compared model = models.computeIfAbsent(Study.Model.of(trial), key -> new Compared(sweep.name(),
                    labels.get(GroupText.withoutSizes(trial.group())), trial, new ArrayList<>(), new ArrayList<>()));
            model.seeds().add(trial.seed());
            model.rows().addAll(TrialCurves.tested(trial.trialId(), rows.get(trial.trialId()), trial.dataset(), slice));
        }
        return models.values();
    }
}
