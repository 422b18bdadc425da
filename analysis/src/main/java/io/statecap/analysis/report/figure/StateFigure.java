package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.table.StateRow;
import java.util.ArrayList;
import java.util.List;

/** Size of each head's state by position. */
public final class StateFigure {

    static final String ID = "states";
    private static final String TITLE = "State statistics by position";
    private static final int MANY_LAYERS = 4;

    private StateFigure() {}

    public static Figure of(Study study) {
        List<StateRow> rows = study.data().states().stream().filter(row -> row.step() == null).toList();
        boolean many = rows.stream().mapToInt(StateRow::layer).max().orElse(0) >= MANY_LAYERS;
        List<String> quantities = many ? List.of("rms") : List.of("rms", "largest entry", "mean", "variance");
        List<HeadStatistics.Value> values = new ArrayList<>();
        for (StateRow row : rows) {
            double[] measured = {row.rms(), row.maxAbs(), row.mean(), row.variance()};
            for (int i = 0; i < quantities.size(); i++) {
                values.add(new HeadStatistics.Value(row.trialId(), row.prompt(), row.mitigation(), quantities.get(i),
                        row.layer(), row.head(), row.position(), measured[i]));
            }
        }
        HeadStatistics.Result result = new HeadStatistics(study, quantities).plots(values);
        if (result.plots().isEmpty()) {
            return Figure.notRun(ID, TITLE);
        }
        return new Figure(ID, TITLE, "Over the entries of one head's state (headDim × dState) after each position;"
                + " one line a head. The trials with the largest excess loss come first.",
                "Lines of state statistics over token position, one a head, for each layer.", "Model", result.plots(),
                result.note());
    }
}
