package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Numbers;
import io.statecap.analysis.report.chart.Panel;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.util.ArrayList;
import java.util.Comparator;
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

    private TrainingFigure() {}

    public static Figure of(Study study) {
        Map<String, List<TrainingRow>> byTrial = study.data().training().stream()
                .filter(row -> study.trial(row.trialId()) != null)
                .collect(Collectors.groupingBy(TrainingRow::trialId));
        if (byTrial.isEmpty()) {
            return Figure.missing(ID, TITLE, "No trial has written its training curve yet.");
        }
        int pointsEach = Math.max(10, Math.min(POINTS_A_TRIAL, POINT_BUDGET / byTrial.size()));
        List<Panel> panels = new ArrayList<>();
        for (Study.Size size : study.sizes()) {
            List<Mark> marks = new ArrayList<>();
            study.data().trials().stream()
                    .filter(trial -> Study.Size.of(trial).equals(size) && byTrial.containsKey(trial.trialId()))
                    .sorted(Comparator.comparingInt(TrialRow::trainLength).thenComparingLong(TrialRow::seed))
                    .forEach(trial -> {
                        Series series = series(byTrial.get(trial.trialId())).thinned(pointsEach);
                        if (!series.isEmpty()) {
                            marks.add(new Mark.Line(Study.keyOf(trial.trainLength()),
                                    Study.nameOf(trial.trainLength()) + ", seed " + trial.seed(),
                                    study.ink(trial.trainLength()), Mark.Weight.MAIN, series.x(), series.y()));
                        }
                    });
            if (!marks.isEmpty()) {
                panels.add(new Panel(study.nameOf(size), marks));
            }
        }
        if (panels.isEmpty()) {
            return Figure.missing(ID, TITLE, "No trial has written a finite training loss yet.");
        }
        Plot plot = new Plot.Lines("training loss",
                new Axis("tokens seen, millions", Axis.Scale.LINEAR, Axis.Format.NUMBER, true),
                new Axis("training loss, nats per scored token", Axis.Scale.LINEAR, Axis.Format.NUMBER, true), panels,
                study.lengthLegend());
        return new Figure(ID, TITLE, "One line a trial, coloured by training length. A trial is drawn with at most "
                + pointsEach + " points, each the mean over neighbouring steps.",
                "Lines of training loss over tokens seen for " + Numbers.count(byTrial.size()) + " trials.",
                "", List.of(plot), "");
    }

    private static Series series(List<TrainingRow> rows) {
        Map<Double, Double> points = new TreeMap<>();
        rows.forEach(row -> points.put(row.tokens() / MILLION, row.loss()));
        return Series.of(points);
    }
}
