package io.statecap.analysis.report.figure;

import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
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
import io.statecap.analysis.threshold.GroupText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Loss against position of several sweeps: one drawing a training length, one panel a state size, one colour a
 * sweep.
 */
public final class CompareLossFigure {

    static final String ID = "compared-losses";
    private static final String TITLE = "Loss against position";
    private static final String FRESH = "fresh";
    private static final String OK = "ok";

    private CompareLossFigure() {}

    /** The mean over the seeds of one model of one sweep. */
    private record MeanCurve(String sweep, String label, long stateSize, int trainLength, int seeds, Series loss,
                             Series fresh) {}

    public static Figure of(Comparison comparison) {
        List<String> names = comparison.sweeps().stream().map(ComparedSweep::name).toList();
        TreeMap<Integer, List<MeanCurve>> byLength = new TreeMap<>();
        comparison.sweeps().forEach(sweep -> means(sweep, comparison.criterion().slice()).forEach(curve ->
                byLength.computeIfAbsent(curve.trainLength(), length -> new ArrayList<>()).add(curve)));
        if (byLength.isEmpty()) {
            return Figure.missing(ID, TITLE, "No trial has a loss curve of slice " + comparison.criterion().slice()
                    + ".");
        }
        // Lengths that most sweeps have come first: the first is the one that files show.
        List<Plot> plots = byLength.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<Integer,
                List<MeanCurve>> length) -> -sweeps(length.getValue()))
                        .thenComparingInt(Map.Entry::getKey))
                .map(length -> plot(names, length.getKey(), length.getValue())).toList();
        return new Figure(ID, TITLE, "One colour a sweep; each line is the mean over seeds. Dotted: the same tokens"
                + " from a"
                + " fresh state within the training length, whose distance from the solid line is the excess. Choose"
                + " the"
                + " training length; those that most sweeps have come first. Slice " + comparison.criterion().slice()
                + ", held-out data, without mitigation.",
                "Lines of loss in nats per scored token over token position, for " + names.size() + " sweeps and "
                        + byLength.size() + " training lengths.", "Training length", plots, "");
    }

    private static long sweeps(List<MeanCurve> curves) {
        return curves.stream().map(MeanCurve::sweep).distinct().count();
    }

    private static Plot plot(List<String> names, int length, List<MeanCurve> curves) {
        TreeMap<Long, List<Mark>> bySize = new TreeMap<>();
        for (MeanCurve curve : curves) {
            List<Mark> marks = bySize.computeIfAbsent(curve.stateSize(), size -> new ArrayList<>());
            Ink ink = CompareThresholdFigure.ink(names, curve.sweep());
            String name = curve.sweep() + (curve.label().isEmpty() ? "" : ", " + curve.label());
            marks.add(new Mark.Line(curve.sweep(), name + (curve.seeds() == 1 ? ", one seed"
                    : ", mean of " + curve.seeds() + " seeds"), ink, Mark.Weight.MAIN, curve.loss().x(),
                    curve.loss().y()));
            if (!curve.fresh().isEmpty()) {
                marks.add(new Mark.Line(FRESH, name + ", from a fresh state", ink, Mark.Weight.DOTTED,
                        curve.fresh().x(),
                        curve.fresh().y()));
            }
        }
        List<Panel> panels = new ArrayList<>();
        bySize.forEach((size, marks) -> {
            marks.add(0, new Mark.Rule("T", "training length", Ink.MUTED, length));
            panels.add(new Panel("S = " + Numbers.count(size), marks));
        });
        List<LegendEntry> legend = new ArrayList<>();
        names.forEach(name -> legend.add(LegendEntry.line(name, name, CompareThresholdFigure.ink(names, name),
                Mark.Weight.MAIN)));
        if (curves.stream().anyMatch(curve -> !curve.fresh().isEmpty())) {
            legend.add(LegendEntry.line(FRESH, "from a fresh state", Ink.MUTED, Mark.Weight.DOTTED));
        }
        legend.add(LegendEntry.line("T", "training length", Ink.MUTED, Mark.Weight.DASHED));
        return new Plot.Lines(Study.nameOf(length),
                new Axis("position, tokens (K = 1024)", Axis.Scale.LOG2, Axis.Format.TOKENS, true),
                new Axis("loss, nats per scored token", Axis.Scale.LINEAR, Axis.Format.NUMBER, true), panels, legend);
    }

    private static List<MeanCurve> means(ComparedSweep sweep, String slice) {
        Map<String, List<CurveRow>> rows = TrialCurves.byTrial(sweep.curves());
        Map<List<Object>, List<TrialRow>> models = new LinkedHashMap<>();
        sweep.trials().stream().filter(trial -> OK.equals(trial.status()) && rows.containsKey(trial.trialId()))
                .forEach(trial -> models.computeIfAbsent(List.of(trial.dataset(), trial.group(), trial.stateSize(),
                        trial.trainLength()), model -> new ArrayList<>()).add(trial));
        Map<String, String> labels = GroupText.shortLabels(sweep.trials().stream()
                .map(trial -> GroupText.withoutSizes(trial.group())).toList());
        List<MeanCurve> means = new ArrayList<>();
        for (List<TrialRow> trials : models.values()) {
            List<List<CurveRow>> curves = new ArrayList<>();
            for (TrialRow trial : trials) {
                try {
                    curves.add(TrialCurves.tested(trial.trialId(), rows.get(trial.trialId()), trial.dataset(), slice));
                } catch (IllegalArgumentException e) {
                    // The analysis has left this trial out as well, with a note.
                    continue;
                }
            }
            Series loss = mean(curves, CurveRow::loss);
            if (!loss.isEmpty()) {
                TrialRow first = trials.get(0);
                means.add(new MeanCurve(sweep.name(), labels.get(GroupText.withoutSizes(first.group())),
                        first.stateSize(),
                        first.trainLength(), curves.size(), loss, mean(curves, CurveRow::freshLoss)));
            }
        }
        return means;
    }

    private static Series mean(List<List<CurveRow>> curves, Function<CurveRow, Double> value) {
        return Series.mean(curves.stream().map(curve -> {
            Map<Double, Double> points = new TreeMap<>();
            curve.forEach(row -> points.put((row.fromPosition() + row.toPosition()) / 2.0, value.apply(row)));
            return Series.of(points);
        }).toList());
    }
}
