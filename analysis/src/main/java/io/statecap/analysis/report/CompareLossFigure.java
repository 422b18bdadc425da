package io.statecap.analysis.report;

import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
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
import io.statecap.analysis.text.Count;
import io.statecap.analysis.threshold.GroupText;
import io.statecap.analysis.threshold.ModelSize;
import io.statecap.analysis.threshold.Outcome;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Loss against position of several sweeps: one drawing a training length, one panel a state size, one colour a
 * sweep.
 */
public final class CompareLossFigure {

    private static final String ID = "compared-losses";
    private static final String TITLE = "Loss against position";
    private static final String FRESH = "from a fresh state";
    private static final String TRAINED = "training length";

    private CompareLossFigure() {}

    /** The curves of one model of one sweep, one a seed. */
    private record Model(String sweep, String label, long stateSize, int trainLength, List<List<CurveRow>> seeds) {

        List<CurveRow> rows() {
            return seeds.stream().flatMap(List::stream).toList();
        }
    }

    public static Figure of(Comparison comparison) {
        List<String> names = comparison.sweeps().stream().map(ComparedSweep::name).toList();
        String slice = comparison.criterion().slice();
        Map<Integer, List<Model>> byLength = comparison.sweeps().stream()
                .flatMap(sweep -> models(sweep, slice).stream())
                .collect(Collectors.groupingBy(Model::trainLength, TreeMap::new, Collectors.toList()));
        if (byLength.isEmpty()) {
            return Figure.missing(ID, TITLE, "No trial has a loss curve of slice " + slice + ".");
        }
        // Lengths that most sweeps have come first: the first is the one that files show.
        List<Plot> plots = byLength.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<Integer, List<Model>> length) -> -length.getValue().stream()
                        .map(Model::sweep).distinct().count()).thenComparingInt(Map.Entry::getKey))
                .map(length -> plot(names, length.getKey(), length.getValue())).toList();
        return new Figure(ID, TITLE, "One colour a sweep; each line is the mean over seeds. Dotted: the same tokens"
                + " from a fresh state within the training length, whose distance from the solid line is the excess."
                + " Choose the training length; those that most sweeps have come first. Slice " + slice
                + ", held-out data, without mitigation.",
                "Lines of loss in nats per scored token over token position, for " + names.size() + " sweeps and "
                        + Count.of(byLength.size(), "training length") + ".", "Training length", plots, "");
    }

    private static Plot plot(List<String> names, int length, List<Model> models) {
        LinePlot plot = new LinePlot(Study.nameOf(length), Axis.tokens("position"), Axis.loss(true));
        plot.legend(names.stream().map(name -> LegendEntry.line(name, CompareThresholdFigure.ink(names, name),
                Mark.Weight.MAIN)).toList());
        if (models.stream().flatMap(model -> model.rows().stream()).anyMatch(row -> row.freshLoss() != null)) {
            plot.legend(List.of(LegendEntry.line(FRESH, Ink.MUTED, Mark.Weight.DOTTED)));
        }
        plot.legend(List.of(LegendEntry.line(TRAINED, Ink.MUTED, Mark.Weight.DASHED)));
        models.stream().sorted(Comparator.comparingLong(Model::stateSize)).forEach(model -> {
            String panel = "S = " + Numbers.count(model.stateSize());
            if (!plot.has(panel)) {
                plot.add(panel, new Mark.Rule(TRAINED, TRAINED, Ink.MUTED, length));
            }
            Ink ink = CompareThresholdFigure.ink(names, model.sweep());
            String name = model.sweep() + (model.label().isEmpty() ? "" : ", " + model.label());
            int seeds = model.seeds().size();
            plot.line(panel, model.sweep(), name + (seeds == 1 ? ", one seed" : ", mean of " + seeds + " seeds"), ink,
                    Mark.Weight.MAIN, Series.of(model.rows(), CurveRow::middle, CurveRow::loss));
            plot.line(panel, FRESH, name + ", from a fresh state", ink, Mark.Weight.DOTTED,
                    Series.of(model.rows(), CurveRow::middle, CurveRow::freshLoss));
        });
        return plot.plot();
    }

    private static List<Model> models(ComparedSweep sweep, String slice) {
        Map<String, List<CurveRow>> rows = TrialCurves.byTrial(sweep.curves());
        Map<String, String> labels = GroupText.shortLabels(sweep.trials().stream()
                .map(trial -> GroupText.withoutSizes(trial.group())).toList());
        Map<List<Object>, Model> models = new LinkedHashMap<>();
        for (Outcome outcome : sweep.analysis().outcomes()) {
            TrialRow trial = outcome.trial();
            List<CurveRow> curve = TrialCurves.tested(trial.trialId(), rows.get(trial.trialId()),
                    trial.dataset(), slice);
            models.computeIfAbsent(List.of(ModelSize.of(trial), trial.trainLength()), key -> new Model(sweep.name(),
                    labels.get(GroupText.withoutSizes(trial.group())), trial.stateSize(), trial.trainLength(),
                    new ArrayList<>())).seeds().add(curve);
        }
        return List.copyOf(models.values());
    }
}
