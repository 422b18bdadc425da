package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.CurveRow;
import java.util.List;

/** Excess loss by position in units of the training length: whether collapse goes on growing far beyond it. */
public final class ExcessFigure {

    private static final String ID = "excess";
    private static final String TITLE = "Excess loss by position in units of T";

    private ExcessFigure() {}

    public static Figure of(Study study) {
        LinePlot plot = new LinePlot("excess", new Axis("position, in training lengths T", Axis.Scale.LOG2,
                Axis.Format.NUMBER, true, List.of()), Axis.number("excess, nats per scored token", true))
                .legend(study.lengthLegend());
        study.byModel(study.data().curves().stream().filter(row -> row.excess() != null && row.step() == null
                        && study.sweep().criterionSlice().equals(row.slice()) && "heldout".equals(row.probe())
                        && Study.isPlain(row.mitigation())), CurveRow::trialId)
                .forEach((model, rows) -> plot.line(study.nameOf(model.size()), Study.nameOf(model.trainLength()),
                        Study.nameOf(model.trainLength()) + ", mean over seeds", study.ink(model.trainLength()),
                        Mark.Weight.MAIN, Series.of(rows, row -> row.middle() / model.trainLength(),
                                CurveRow::excess)));
        return plot.panels() == 0 ? Figure.notRun(ID, TITLE) : new Figure(ID, TITLE,
                "Loss minus that of the same tokens from a fresh state; one panel a state size, one"
                        + " line a training length, the mean over seeds.",
                "Lines of excess loss in nats over position in units of the training length, for " + plot.panels()
                        + " state sizes.", "", List.of(plot.plot()), "");
    }
}
