package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.text.Count;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Training loss against tokens seen, one panel a state size. */
public final class TrainingFigure {

    private static final String ID = "training";
    private static final String TITLE = "Training curves";
    private static final int POINTS_A_TRIAL = 120;
    private static final int POINT_BUDGET = 40_000;
    private static final double MILLION = 1e6;
    /** With more trials than this, lines are means over seeds. */
    private static final int MAX_LINES = 400;

    private TrainingFigure() {}

    public static Figure of(Study study) {
        Map<Study.Model, List<TrainingRow>> byModel = study.byModel(study.data().training().stream(),
                TrainingRow::trialId);
        if (byModel.isEmpty()) {
            return Figure.missing(ID, TITLE, "No trial has written its training curve yet.");
        }
        Map<Study.Model, Map<Long, List<TrainingRow>>> bySeed = new TreeMap<>(study.modelOrder());
        byModel.forEach((model, rows) -> bySeed.put(model, rows.stream().collect(Collectors.groupingBy(
                row -> study.trial(row.trialId()).seed(), TreeMap::new, Collectors.toList()))));
        int trials = bySeed.values().stream().mapToInt(Map::size).sum();
        boolean pooled = trials > MAX_LINES;
        int pointsEach = Math.max(10, Math.min(POINTS_A_TRIAL, POINT_BUDGET / (pooled ? byModel.size() : trials)));
        LinePlot plot = new LinePlot("training loss", Axis.number("tokens seen, millions", true),
                Axis.number("training loss, nats per scored token", true)).legend(study.lengthLegend());
        bySeed.forEach((model, seeds) -> {
            if (pooled) {
                line(plot, study, model, "mean of " + seeds.size() + " seeds", byModel.get(model), pointsEach);
            } else {
                seeds.forEach((seed, rows) -> line(plot, study, model, "seed " + seed, rows, pointsEach));
            }
        });
        if (plot.panels() == 0) {
            return Figure.missing(ID, TITLE, "No trial has written a finite training loss yet.");
        }
        return new Figure(ID, TITLE, (pooled ? "One line a training length, the mean over seeds."
                : "One line a trial, coloured by training length.") + " A line is drawn with at most "
                + pointsEach + " points, each the mean over neighbouring steps.",
                "Lines of training loss over tokens seen for " + Count.of(trials, "trial") + ".",
                "", List.of(plot.plot()), "");
    }

    private static void line(LinePlot plot, Study study, Study.Model model, String who, List<TrainingRow> rows,
                             int points) {
        String length = Study.nameOf(model.trainLength());
        plot.line(study.nameOf(model.size()), length, length + ", " + who, study.ink(model.trainLength()),
                Mark.Weight.MAIN, Series.of(rows, row -> row.tokens() / MILLION, TrainingRow::loss).thinned(points));
    }
}
