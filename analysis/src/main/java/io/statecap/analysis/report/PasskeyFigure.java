package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.ColourScale;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Plot.Cell;
import io.statecap.analysis.report.chart.Plot.GridPanel;
import io.statecap.analysis.report.chart.Plot.State;
import io.statecap.analysis.report.chart.Plot.Strip;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Passkey accuracy over context length and depth (the paper's figure 2), one panel a state size and training length.
 */
public final class PasskeyFigure {

    static final String ID = "passkey";
    private static final String TITLE = "Passkey retrieval";
    private static final int MAX_PANELS = 48;

    private PasskeyFigure() {}

    private record Place(long contextLength, double depth) {}

    public static Figure of(Study study) {
        Map<String, List<PasskeyRow>> byMitigation = study.data().passkey().stream()
                .filter(row -> row.step() == null && row.samples() > 0 && study.trial(row.trialId()) != null)
                .collect(Collectors.groupingBy(row -> row.mitigation() == null ? "none" : row.mitigation(),
                        TreeMap::new, Collectors.toList()));
        if (byMitigation.isEmpty()) {
            return Figure.notRun(ID, TITLE);
        }
        int left = 0;
        List<Plot> plots = new ArrayList<>();
        List<String> names = byMitigation.keySet().stream()
                .sorted(Comparator.comparing((String name) -> !name.equals("none")).thenComparing(name -> name))
                .toList();
        for (String mitigation : names) {
            List<GridPanel> panels = panels(study, byMitigation.get(mitigation));
            left += Math.max(0, panels.size() - MAX_PANELS);
            plots.add(new Plot.Grid("mitigation: " + mitigation, "context length", "depth of the key",
                    new ColourScale("accuracy", 0, 1, false, null, false), true,
                    panels.subList(0, Math.min(MAX_PANELS, panels.size()))));
        }
        return new Figure(ID, TITLE, "Share of passkeys answered correctly, pooled over seeds; lengths in tokens (K ="
                + " 1024), depth 0 is the start of the context, 1 its end. Light is correct.",
                "Heat maps of passkey accuracy over context length and depth for each state size and training length.",
                "Mitigation", plots,
                left == 0 ? "" : left + " further panels are left out; DIR/passkey/ has their numbers.");
    }

    private static List<GridPanel> panels(Study study, List<PasskeyRow> rows) {
        return study.byModel(rows.stream(), PasskeyRow::trialId).entrySet().stream()
                .map(model -> panel(study.nameOf(model.getKey()), model.getValue())).toList();
    }

    private static GridPanel panel(String title, List<PasskeyRow> rows) {
        List<Long> contexts = rows.stream().map(PasskeyRow::contextLength).distinct().sorted().toList();
        List<Double> depths = rows.stream().map(PasskeyRow::depth).distinct().sorted().toList();
        Map<Place, List<PasskeyRow>> byPlace = rows.stream()
                .collect(Collectors.groupingBy(row -> new Place(row.contextLength(), row.depth())));
        List<Cell> cells = new ArrayList<>();
        for (int row = 0; row < depths.size(); row++) {
            for (int column = 0; column < contexts.size(); column++) {
                List<PasskeyRow> here = byPlace.get(new Place(contexts.get(column), depths.get(row)));
                String name = title + ", context " + Numbers.tokens(contexts.get(column)) + ", depth "
                        + Numbers.plain(depths.get(row)) + ": ";
                cells.add(new Cell(column, row, List.of(here == null
                        ? new Strip(State.MISSING, null, "", name + "not run") : strip(name, here))));
            }
        }
        return new GridPanel(title, contexts.stream().map(Numbers::tokens).toList(),
                depths.stream().map(Numbers::plain).toList(), cells);
    }

    private static Strip strip(String name, List<PasskeyRow> rows) {
        int samples = rows.stream().mapToInt(PasskeyRow::samples).sum();
        int correct = rows.stream().mapToInt(PasskeyRow::correct).sum();
        double accuracy = correct / (double) samples;
        return new Strip(State.VALUE, accuracy, "",
                name + correct + " of " + samples + " correct (" + Math.round(100 * accuracy) + " %)");
    }
}
