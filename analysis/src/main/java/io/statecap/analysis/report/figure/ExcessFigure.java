package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Panel;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Excess loss by position in units of the training length: whether collapse goes on growing far beyond it. */
public final class ExcessFigure {

    static final String ID = "excess";
    private static final String TITLE = "Excess loss by position in units of T";

    private ExcessFigure() {}

    public static Figure of(Study study) {
        String slice = study.sweep().criterionSlice();
        Map<Study.Model, Map<Double, List<Double>>> byModel = new HashMap<>();
        for (CurveRow row : study.data().curves()) {
            TrialRow trial = study.trial(row.trialId());
            if (trial != null && row.step() == null && row.excess() != null && slice.equals(row.slice())
                    && "heldout".equals(row.probe()) && (row.mitigation() == null || row.mitigation().equals("none"))) {
                double at = (row.fromPosition() + row.toPosition()) / 2.0 / trial.trainLength();
                byModel.computeIfAbsent(Study.Model.of(trial), model -> new TreeMap<>())
                        .computeIfAbsent(at, position -> new ArrayList<>()).add(row.excess());
            }
        }
        if (byModel.isEmpty()) {
            return Figure.notRun(ID, TITLE);
        }
        Map<Study.Size, List<Mark>> marks = new HashMap<>();
        byModel.keySet().stream().sorted(study.modelOrder()).forEach(model -> {
            Map<Double, Double> means = new TreeMap<>();
            byModel.get(model).forEach((at, values) -> means.put(at,
                    values.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
            Series line = Series.of(means);
            if (!line.isEmpty()) {
                marks.computeIfAbsent(model.size(), size -> new ArrayList<>()).add(new Mark.Line(
                        Study.keyOf(model.trainLength()), Study.nameOf(model.trainLength()) + ", mean over seeds",
                        study.ink(model.trainLength()), Mark.Weight.MAIN, line.x(), line.y()));
            }
        });
        List<Panel> panels = study.sizes().stream().filter(marks::containsKey)
                .map(size -> new Panel(study.nameOf(size), marks.get(size))).toList();
        Plot plot = new Plot.Lines("excess", new Axis("position, in training lengths T", Axis.Scale.LOG2,
                Axis.Format.NUMBER, true), new Axis("excess, nats per scored token", Axis.Scale.LINEAR,
                        Axis.Format.NUMBER,
                true), panels, study.lengthLegend());
        return new Figure(ID, TITLE,
                "Loss minus that of the same tokens from a fresh state; one panel a state size, one"
                + " line a training length, the mean over seeds.",
                        "Lines of excess loss in nats over position in units of"
                + " the training length, for " + panels.size() + " state sizes.", "", List.of(plot), "");
    }
}
