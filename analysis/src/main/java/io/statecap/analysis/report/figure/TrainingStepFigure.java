package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Panel;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Loss and passkey accuracy against the training step (the paper's figure 8), one panel a trial. */
public final class TrainingStepFigure {

    private static final String LOSS = "along-training";
    private static final String LOSS_TITLE = "Loss against training step";
    private static final String RETRIEVAL = "along-training-passkey";
    private static final String RETRIEVAL_TITLE = "Passkey retrieval against training step";
    private static final int MAX_PANELS = 24;
    private static final String WITHIN = "within";
    private static final String BEYOND = "beyond";
    private static final Ink WITHIN_INK = Palette.unordered(0);
    private static final Ink BEYOND_INK = Palette.unordered(1);

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
        List<Panel> panels = figure.losses();
        if (panels.isEmpty()) {
            return Figure.notRun(LOSS, LOSS_TITLE);
        }
        Plot plot = new Plot.Lines("loss, slice " + study.sweep().criterionSlice(), steps(),
                new Axis("loss, nats per scored token", Axis.Scale.LINEAR, Axis.Format.NUMBER, true), shown(panels),
                List.of(LegendEntry.line(WITHIN, "bucket that ends at T", WITHIN_INK, Mark.Weight.MAIN),
                        LegendEntry.line(BEYOND, "last bucket probed", BEYOND_INK, Mark.Weight.MAIN)));
        return drawn(LOSS, LOSS_TITLE, "loss within and beyond the training length", panels.size(), plot);
    }

    /** Accuracy at each context length. */
    public static Figure ofRetrieval(Study study) {
        TrainingStepFigure figure = new TrainingStepFigure(study);
        List<Panel> panels = figure.retrieval();
        if (panels.isEmpty()) {
            return Figure.notRun(RETRIEVAL, RETRIEVAL_TITLE);
        }
        Plot plot = new Plot.Lines("all depths", steps(),
                new Axis("share answered correctly", Axis.Scale.LINEAR, Axis.Format.NUMBER, true), shown(panels),
                figure.contextLegend());
        return drawn(RETRIEVAL, RETRIEVAL_TITLE, "passkey accuracy at each context length", panels.size(), plot);
    }

    private static Figure drawn(String id, String title, String what, int trials, Plot plot) {
        return new Figure(id, title, "One panel a trial. Probes during training (probe.atSteps), without mitigation.",
                "Lines of " + what + " over training steps for " + trials + " trials.", "", List.of(plot),
                trials > MAX_PANELS ? "Only the first " + MAX_PANELS + " of " + trials + " trials are shown here."
                        : "");
    }

    private List<TrialRow> trials() {
        return study.data().trials().stream()
                .sorted(Comparator.comparing(Study.Model::of, study.modelOrder()).thenComparingLong(TrialRow::seed))
                .toList();
    }

    private static Axis steps() {
        return new Axis("training step", Axis.Scale.LOG2, Axis.Format.COUNT, true);
    }

    private static List<Panel> shown(List<Panel> panels) {
        return panels.subList(0, Math.min(MAX_PANELS, panels.size()));
    }

    private List<Panel> losses() {
        Map<String, List<CurveRow>> byTrial = study.data().curves().stream()
                .filter(row -> "heldout".equals(row.probe()) && "none".equals(row.mitigation()) && row.loss() != null)
                .filter(row -> study.sweep().criterionSlice().equals(row.slice()))
                .collect(Collectors.groupingBy(CurveRow::trialId));
        List<Panel> panels = new ArrayList<>();
        for (TrialRow trial : trials()) {
            List<CurveRow> rows = byTrial.getOrDefault(trial.trialId(), List.of());
            if (rows.stream().noneMatch(row -> row.step() != null)) {
                continue;
            }
            long last = rows.stream().mapToLong(CurveRow::toPosition).max().orElseThrow();
            Map<Double, Double> within = new TreeMap<>();
            Map<Double, Double> beyond = new TreeMap<>();
            for (CurveRow row : rows) {
                if (row.toPosition() == trial.trainLength()) {
                    within.put(step(trial, row.step()), row.loss());
                } else if (row.toPosition() == last) {
                    beyond.put(step(trial, row.step()), row.loss());
                }
            }
            List<Mark> marks = new ArrayList<>();
            addLine(marks, WITHIN, "bucket that ends at T", WITHIN_INK, within);
            addLine(marks, BEYOND, "last bucket probed, to " + Numbers.tokens(last), BEYOND_INK, beyond);
            panels.add(new Panel(nameOf(trial), marks));
        }
        return panels;
    }

    private List<Panel> retrieval() {
        Map<String, List<PasskeyRow>> byTrial = study.data().passkey().stream()
                .filter(row -> "none".equals(row.mitigation()) && row.samples() > 0)
                .collect(Collectors.groupingBy(PasskeyRow::trialId));
        List<Long> contexts = contexts();
        List<Panel> panels = new ArrayList<>();
        for (TrialRow trial : trials()) {
            List<PasskeyRow> rows = byTrial.getOrDefault(trial.trialId(), List.of());
            if (rows.stream().noneMatch(row -> row.step() != null)) {
                continue;
            }
            Map<Long, Map<Double, int[]>> counts = new HashMap<>();
            for (PasskeyRow row : rows) {
                int[] count = counts.computeIfAbsent(row.contextLength(), context -> new TreeMap<>())
                        .computeIfAbsent(step(trial, row.step()), step -> new int[2]);
                count[0] += row.correct();
                count[1] += row.samples();
            }
            List<Mark> marks = new ArrayList<>();
            for (long context : contexts) {
                Map<Double, Double> points = new TreeMap<>();
                counts.getOrDefault(context, Map.of())
                        .forEach((step, count) -> points.put(step, count[0] / (double) count[1]));
                addLine(marks, key(context), "context " + Numbers.tokens(context), ink(contexts, context), points);
            }
            panels.add(new Panel(nameOf(trial), marks));
        }
        return panels;
    }

    private List<Long> contexts() {
        return study.data().passkey().stream().filter(row -> row.step() != null).map(PasskeyRow::contextLength)
                .distinct().sorted().toList();
    }

    private List<LegendEntry> contextLegend() {
        List<Long> contexts = contexts();
        return contexts.stream().map(context -> LegendEntry.line(key(context), "context " + Numbers.tokens(context),
                ink(contexts, context), Mark.Weight.MAIN)).toList();
    }

    private static String key(long context) {
        return "L" + context;
    }

    private static Ink ink(List<Long> contexts, long context) {
        return Palette.ordered(contexts.indexOf(context), contexts.size());
    }

    /** A null step is the end of training. */
    private double step(TrialRow trial, Long step) {
        return step != null ? step : lastSteps.getOrDefault(trial.trialId(), 0L);
    }

    private String nameOf(TrialRow trial) {
        return study.nameOf(Study.Model.of(trial)) + ", seed " + trial.seed();
    }

    private static void addLine(List<Mark> marks, String key, String label, Ink ink, Map<Double, Double> points) {
        Series series = Series.of(points);
        if (!series.isEmpty()) {
            marks.add(new Mark.Line(key, label, ink, Mark.Weight.MAIN, series.x(), series.y()));
        }
    }
}
