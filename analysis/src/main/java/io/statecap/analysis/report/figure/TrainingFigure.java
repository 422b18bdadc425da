package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.report.chart.Panel;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Training loss against tokens seen, one panel a state size. */
public final class TrainingFigure {

    static final String ID = "training";
    private static final String TITLE = "Training curves";
    private static final int POINTS_A_TRIAL = 120;
    private static final int POINT_BUDGET = 40_000;
    private static final double MILLION = 1e6;

    /** With more trials than this, lines are means over seeds. */
    private static final int MAX_LINES = 400;

    private TrainingFigure() {}

    public static Figure of(Study study) {
        Map<String, List<TrainingRow>> byTrial = study.data().training().stream()
                .filter(row -> study.trial(row.trialId()) != null)
                .collect(Collectors.groupingBy(TrainingRow::trialId));
        if (byTrial.isEmpty()) {
            return Figure.missing(ID, TITLE, "No trial has written its training curve yet.");
        }
        boolean pooled = byTrial.size() > MAX_LINES;
        Map<Study.Model, List<TrialRow>> byModel = study.data().trials().stream()
                .filter(trial -> byTrial.containsKey(trial.trialId()))
                .sorted(Comparator.comparingInt(TrialRow::trainLength).thenComparingLong(TrialRow::seed))
                .collect(Collectors.groupingBy(Study.Model::of,
                        LinkedHashMap::new, Collectors.toList()));
        int lines = pooled ? byModel.size() : byTrial.size();
        int pointsEach = Math.max(10, Math.min(POINTS_A_TRIAL, POINT_BUDGET / lines));
        Map<Study.Size, List<Mark>> marksBySize = new HashMap<>();
        byModel.forEach((model, trials) -> {
            List<Mark> marks = marksBySize.computeIfAbsent(model.size(), size -> new ArrayList<>());
            List<Series> all = trials.stream().map(trial -> series(byTrial.get(trial.trialId()))).toList();
            if (pooled) {
                addLine(marks, study, model, "mean of " + trials.size() + " seeds",
                        Series.mean(all).thinned(pointsEach));
            } else {
                for (int i = 0; i < all.size(); i++) {
                    addLine(marks, study, model, "seed " + trials.get(i).seed(), all.get(i).thinned(pointsEach));
                }
            }
        });
        List<Panel> panels = study.sizes().stream().filter(size -> !marksBySize.getOrDefault(size, List.of()).isEmpty())
                .map(size -> new Panel(study.nameOf(size), marksBySize.get(size))).toList();
        if (panels.isEmpty()) {
            return Figure.missing(ID, TITLE, "No trial has written a finite training loss yet.");
        }
        Plot plot = new Plot.Lines("training loss",
                new Axis("tokens seen, millions", Axis.Scale.LINEAR, Axis.Format.NUMBER, true),
                new Axis("training loss, nats per scored token", Axis.Scale.LINEAR, Axis.Format.NUMBER, true), panels,
                study.lengthLegend());
        return new Figure(ID, TITLE, (pooled ? "One line a training length, the mean over seeds."
                : "One line a trial, coloured by training length.") + " A line is drawn with at most "
                + pointsEach + " points, each the mean over neighbouring steps.",
                "Lines of training loss over tokens seen for " + Numbers.count(byTrial.size()) + " trials.",
                "", List.of(plot), "");
    }

    private static void addLine(List<Mark> marks, Study study, Study.Model model, String who, Series series) {
        if (!series.isEmpty()) {
            marks.add(new Mark.Line(Study.keyOf(model.trainLength()), Study.nameOf(model.trainLength()) + ", " + who,
                    study.ink(model.trainLength()), Mark.Weight.MAIN, series.x(), series.y()));
        }
    }

    private static Series series(List<TrainingRow> rows) {
        Map<Double, Double> points = new TreeMap<>();
        rows.forEach(row -> points.put(row.tokens() / MILLION, row.loss()));
        return Series.of(points);
    }
}
