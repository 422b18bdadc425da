package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark.Style;
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
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Training loss against tokens seen; loss and passkey accuracy against the training step (the paper's figure 8). */
final class TrainingFigures {

    private static final String TITLE = "Training curves";
    private static final int POINTS_A_LINE = 120;
    private static final int MOST_POINTS = 40_000;
    /** With more trials than this, lines are means over seeds. */
    private static final int MOST_LINES = 400;
    private static final double MILLION = 1e6;
    private static final String WITHIN = "bucket that ends at T";
    private static final String BEYOND = "last bucket probed";

    private TrainingFigures() {}

    /** One panel a state size. */
    static Figure of(Study study) {
        Map<Study.Model, List<TrainingRow>> byModel = study.byModel(study.data.training().stream(),
                TrainingRow::trialId);
        int trials = (int) byModel.values().stream().flatMap(List::stream).map(TrainingRow::trialId).distinct().count();
        boolean pooled = trials > MOST_LINES;
        int points = Math.max(10, Math.min(POINTS_A_LINE, MOST_POINTS / Math.max(1, pooled ? byModel.size() : trials)));
        Axis tokens = Axis.number("tokens seen, millions", true);
        LinePlot plot = study.withLengths(new LinePlot("training loss", tokens,
                Axis.number("training loss, nats per scored token", true)));
        byModel.forEach((model, rows) -> rows.stream().collect(Collectors.groupingBy(
                row -> pooled ? -1 : study.trial(row.trialId()).seed(), TreeMap::new, Collectors.toList()))
                .forEach((seed, own) -> plot.line(study.nameOf(model.size()), Study.nameOf(model.trainLength()),
                        Study.nameOf(model.trainLength()) + (pooled ? ", mean over seeds" : ", seed " + seed),
                        study.ink(model.trainLength()), Style.MAIN, Series.of(own, row -> row.tokens() / MILLION,
                                TrainingRow::loss).thinned(points, tokens))));
        if (plot.titles().isEmpty()) {
            return Figure.missing("training", TITLE, "No trial has written a finite training loss yet.");
        }
        return new Figure("training", TITLE, (pooled ? "One line a training length, the mean over seeds."
                : "One line a trial, coloured by training length.") + " A line is drawn with at most "
                + points + " points, each the mean over neighbouring steps.",
                "Lines of training loss over tokens seen for " + Count.of(trials, "trial") + ".",
                "", List.of(plot), "");
    }

    /** Loss of the bucket that ends at the training length, and of the last one. */
    static Figure loss(Study study) {
        return along(study, "along-training", "Loss against training step",
                "loss within and beyond the training length", Axis.loss(true),
                study.tested().filter(row -> row.loss() != null), CurveRow::trialId, CurveRow::step,
                (plot, trial, rows, step) -> {
                    long end = rows.stream().mapToLong(CurveRow::toPosition).max().orElseThrow();
                    plot.line(study.nameOf(trial), WITHIN, WITHIN, Ink.unordered(0), Style.MAIN, Series.of(
                            rows.stream().filter(row -> row.toPosition() == trial.trainLength()).toList(), step,
                            CurveRow::loss));
                    plot.line(study.nameOf(trial), BEYOND, BEYOND + ", to " + Numbers.tokens(end), Ink.unordered(1),
                            Style.MAIN, Series.of(rows.stream().filter(row -> row.toPosition() == end).toList(), step,
                                    CurveRow::loss));
                });
    }

    /** Accuracy at each context length. */
    static Figure retrieval(Study study) {
        List<Long> contexts = study.data.passkey().stream().filter(row -> row.step() != null)
                .map(PasskeyRow::contextLength).distinct().sorted().toList();
        return along(study, "along-training-passkey", "Passkey retrieval against training step",
                "passkey accuracy at each context length", Axis.number("share answered correctly", true),
                study.data.passkey().stream().filter(row -> row.mitigation().equals(Study.NONE) && row.samples() > 0),
                PasskeyRow::trialId, PasskeyRow::step, (plot, trial, rows, step) -> contexts.forEach(context -> {
                    String key = "context " + Numbers.tokens(context);
                    plot.line(study.nameOf(trial), key, key, Ink.ordered(contexts.indexOf(context), contexts.size()),
                            Style.MAIN, Series.ratio(rows.stream().filter(row -> row.contextLength() == context)
                                    .toList(), step, PasskeyRow::correct, PasskeyRow::samples));
                }));
    }

    /** Draws what was probed of a trial. */
    private interface Lines<R> {
        void draw(LinePlot plot, TrialRow trial, List<R> rows, ToDoubleFunction<R> step);
    }

    /**
     * One panel a trial that was probed during training, by size, training length and seed. Rows of probes after
     * training, whose step is null, are drawn at the last one.
     */
    private static <R> Figure along(Study study, String id, String title, String what, Axis y, Stream<R> probes,
                                    Function<R, String> trialId, Function<R, Long> step, Lines<R> lines) {
        LinePlot plot = new LinePlot(title, new Axis("training step", Axis.Scale.LOG2, Axis.Format.COUNT), y);
        Map<String, List<R>> byTrial = probes.collect(Collectors.groupingBy(trialId));
        Map<String, Long> last = study.data.training().stream().collect(Collectors.toMap(TrainingRow::trialId,
                TrainingRow::step, Math::max));
        study.data.trials().stream().sorted(Comparator.comparing(Study.Model::of, study.modelOrder())
                .thenComparingLong(TrialRow::seed)).forEach(trial -> {
                    List<R> rows = byTrial.getOrDefault(trial.trialId(), List.of());
                    if (rows.stream().anyMatch(row -> step.apply(row) != null)) {
                        lines.draw(plot, trial, rows, row -> step.apply(row) != null ? step.apply(row)
                                : last.getOrDefault(trial.trialId(), 0L));
                    }
                });
        int trials = plot.titles().size();
        return Figure.of(id, title, "One panel a trial. Probes during training (probe.atSteps), without mitigation.",
                "Lines of " + what + " over training steps for " + Count.of(trials, "trial") + ".",
                plot.most(Study.MOST_PANELS), Study.onlyFirst(Study.MOST_PANELS, trials, "trials"));
    }
}
