package io.statecap.analysis.report.figure;

import io.statecap.analysis.LawFamily;
import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.LegendEntry;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Panel;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.threshold.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The threshold of each size by how far one looks: lines that still rise would rise with a longer probe. */
public final class HorizonFigure {

    static final String ID = "horizons";
    private static final String TITLE = "Threshold by how far one looks";

    private HorizonFigure() {}

    public static Figure of(Study study) {
        List<Panel> panels = new ArrayList<>();
        Map<String, LegendEntry> legend = new TreeMap<>();
        for (LawFamily family : study.data().families()) {
            if (family.horizons().size() > 1) {
                panels.add(panel(study, family, legend));
            }
        }
        if (panels.stream().allMatch(panel -> panel.marks().isEmpty())) {
            return Figure.notRun(ID, TITLE);
        }
        Plot plot = new Plot.Lines("thresholds",
                new Axis("horizon, tokens (K = 1024)", Axis.Scale.LOG2, Axis.Format.TOKENS, true),
                new Axis("T at which half collapse, tokens (K = 1024)", Axis.Scale.LOG2, Axis.Format.TOKENS, true),
                        panels,
                List.copyOf(legend.values()));
        return new Figure(ID, TITLE,
                "The same trials, judged by their loss up to each horizon only; one line a state size."
                + " A line that rises at its right end says that a longer probe would find a higher threshold.",
                "Lines of thresholds in tokens over the horizon in tokens, one a state size.", "", List.of(plot), "");
    }

    private static Panel panel(Study study, LawFamily family, Map<String, LegendEntry> legend) {
        List<Mark> marks = new ArrayList<>();
        List<Family.Size> sizes = family.family().sizes();
        for (int i = 0; i < sizes.size(); i++) {
            Map<Double, Double> points = new TreeMap<>();
            for (HorizonRow row : family.horizons()) {
                points.put((double) row.horizon(), row.estimates().get(i));
            }
            Series line = Series.of(points);
            if (!line.isEmpty()) {
                String label = study.labelOf(sizes.get(i).group());
                String name = (label.isEmpty() ? "" : label + ", ") + "S = " + Numbers.count(sizes.get(i).stateSize());
                String key = "size" + (1000 + i);
                marks.add(new Mark.Line(key, name, Palette.ordered(i, sizes.size()), Mark.Weight.MAIN, line.x(), line
                        .y()));
                legend.put(key, LegendEntry.line(key, name, Palette.ordered(i, sizes.size()), Mark.Weight.MAIN));
            }
        }
        return new Panel(family.target() + (family.label().isEmpty() ? "" : ", " + family.label()), marks);
    }
}
