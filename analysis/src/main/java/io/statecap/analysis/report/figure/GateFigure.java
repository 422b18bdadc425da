package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.table.GateRow;
import java.util.List;
import java.util.stream.Stream;

/** Means of the gates Δ, exp(Δ·A), B and x by position, one line a head. */
public final class GateFigure {

    static final String ID = "gates";
    private static final String TITLE = "Gate statistics by position";
    private static final List<String> USUAL_ORDER = List.of("dt", "decay", "B", "x");

    private GateFigure() {}

    public static Figure of(Study study) {
        List<GateRow> rows = study.data().gates().stream().filter(row -> row.step() == null).toList();
        List<String> quantities = Stream.concat(USUAL_ORDER.stream(),
                rows.stream().map(GateRow::quantity).distinct().sorted()).distinct().toList();
        List<HeadStatistics.Value> values = rows.stream().map(row ->
                new HeadStatistics.Value(row.trialId(), row.prompt(),
                row.mitigation(), row.quantity(), row.layer(), row.head(),
                (row.fromPosition() + row.toPosition()) / 2.0, row.mean())).toList();
        HeadStatistics.Result result = new HeadStatistics(study, quantities).plots(values);
        if (result.plots().isEmpty()) {
            return Figure.notRun(ID, TITLE);
        }
        return new Figure(ID, TITLE, "Means over buckets of tokens: dt is Δ after softplus, decay exp(Δ·A), B and x are"
                + " taken after convolution and SiLU; for B a line is a group, otherwise a head.",
                "Lines of mean gate values over token position, one a head, for each quantity and layer.", "Model",
                result.plots(), result.note());
    }
}
