package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.text.Count;
import io.statecap.analysis.view.Numbers;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Loss and passkey accuracy against the training step (the paper's figure 8), one panel a trial. */
public final class TrainingStepFigure {

    private static final int MAX_PANELS = 24;
    private static final String WITHIN = "bucket that ends at T";
    private static final String BEYOND = "last bucket probed";

    private final Study study;
    /** Last training step of each trial; rows of probes after training have a null step and are drawn there. */
    private final Map<String, Long> lastSteps;

    private TrainingStepFigure(Study study) {
        this.study = study;
        lastSteps = study.data().training().stream().collect(Collectors.toMap(TrainingRow::trialId, TrainingRow::step,
                Math::max));
    }

    /** Loss of the bucket that ends at the training length, and of the last one. */
    public static Figure ofLoss(Study study) {
        TrainingStepFigure figure = new TrainingStepFigure(study);
        LinePlot plot = new LinePlot("loss, slice " + study.sweep().criterionSlice(), steps(), Axis.loss(true));
        figure.probed(study.data().curves().stream().filter(row -> "heldout".equals(row.probe())
                && Study.isPlain(row.mitigation()) && row.loss() != null
                && study.sweep().criterionSlice().equals(row.slice())), CurveRow::trialId, CurveRow::step)
                .forEach((trial, rows) -> {
                    long last = rows.stream().mapToLong(CurveRow::toPosition).max().orElseThrow();
                    figure.loss(plot, trial, rows, trial.trainLength(), WITHIN, WITHIN);
                    figure.loss(plot, trial, rows, last, BEYOND, BEYOND + ", to " + Numbers.tokens(last));
                });
        return drawn("along-training", "Loss against training step", "loss within and beyond the training length",
                plot);
    }

    private void loss(LinePlot plot, TrialRow trial, List<CurveRow> rows, long end, String key, String label) {
        plot.line(nameOf(trial), key, label, Palette.unordered(key.equals(WITHIN) ? 0 : 1), Mark.Weight.MAIN,
                Series.of(rows.stream().filter(row -> row.toPosition() == end).toList(),
                        row -> step(trial, row.step()), CurveRow::loss));
    }

    /** Accuracy at each context length. */
    public static Figure ofRetrieval(Study study) {
        TrainingStepFigure figure = new TrainingStepFigure(study);
        LinePlot plot = new LinePlot("all depths", steps(), Axis.number("share answered correctly", true));
        List<Long> contexts = study.data().passkey().stream().filter(row -> row.step() != null)
                .map(PasskeyRow::contextLength).distinct().sorted().toList();
        figure.probed(study.data().passkey().stream().filter(row -> Study.isPlain(row.mitigation())
                && row.samples() > 0), PasskeyRow::trialId, PasskeyRow::step).forEach((trial, rows) -> {
                    for (long context : contexts) {
                        plot.line(figure.nameOf(trial), "context " + Numbers.tokens(context), "context "
                                        + Numbers.tokens(context), Palette.ordered(contexts.indexOf(context),
                                        contexts.size()), Mark.Weight.MAIN,
                                Series.ratio(rows.stream().filter(row -> row.contextLength() == context).toList(),
                                        row -> figure.step(trial, row.step()), PasskeyRow::correct,
                                        PasskeyRow::samples));
                    }
                });
        return drawn("along-training-passkey", "Passkey retrieval against training step",
                "passkey accuracy at each context length", plot);
    }

    private static Figure drawn(String id, String title, String what, LinePlot plot) {
        int trials = plot.panels();
        return trials == 0 ? Figure.notRun(id, title) : new Figure(id, title,
                "One panel a trial. Probes during training (probe.atSteps), without mitigation.",
                "Lines of " + what + " over training steps for " + Count.of(trials, "trial") + ".", "",
                List.of(plot.plot(MAX_PANELS)), trials > MAX_PANELS ? "Only the first " + MAX_PANELS + " of " + trials
                        + " trials are shown here." : "");
    }

    private static Axis steps() {
        return new Axis("training step", Axis.Scale.LOG2, Axis.Format.COUNT, true, List.of());
    }

    /** Rows of the trials that were probed during training, by size, training length and seed. */
    private <R> Map<TrialRow, List<R>> probed(Stream<R> rows, Function<R, String> trialId, Function<R, Long> step) {
        Map<String, List<R>> byTrial = rows.collect(Collectors.groupingBy(trialId));
        return study.data().trials().stream()
                .filter(trial -> byTrial.getOrDefault(trial.trialId(), List.of()).stream()
                        .anyMatch(row -> step.apply(row) != null))
                .sorted(Comparator.comparing(Study.Model::of, study.modelOrder()).thenComparingLong(TrialRow::seed))
                .collect(Study.inOrder(trial -> byTrial.get(trial.trialId())));
    }

    /** A null step is the end of training. */
    private double step(TrialRow trial, Long step) {
        return step != null ? step : lastSteps.getOrDefault(trial.trialId(), 0L);
    }

    private String nameOf(TrialRow trial) {
        return study.nameOf(Study.Model.of(trial)) + ", seed " + trial.seed();
    }
}
