package io.statecap.analysis.report;

import io.statecap.analysis.LawFamily;
import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Palette;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.threshold.Family;
import java.util.List;

/** The threshold of each size by how far one looks: lines that still rise would rise with a longer probe. */
public final class HorizonFigure {

    private static final String ID = "horizons";
    private static final String TITLE = "Threshold by how far one looks";

    private HorizonFigure() {}

    public static Figure of(Study study) {
        LinePlot plot = new LinePlot("thresholds", Axis.tokens("horizon"), Axis.tokens("T at which half collapse"));
        for (LawFamily family : study.data().analysis().families()) {
            for (int i = 0; family.horizons().size() > 1 && i < family.family().sizes().size(); i++) {
                int at = i;
                Family.Size size = family.family().sizes().get(i);
                String name = Study.nameOf(study.labelOf(size.group()), size.stateSize());
                plot.line(family.target() + (family.label().isEmpty() ? "" : ", " + family.label()), name, name,
                        Palette.ordered(i, family.family().sizes().size()), Mark.Weight.MAIN,
                        Series.of(family.horizons(), HorizonRow::horizon, row -> row.estimates().get(at)));
            }
        }
        return plot.panels() == 0 ? Figure.notRun(ID, TITLE) : new Figure(ID, TITLE,
                "The same trials, judged by their loss up to each horizon only; one line a state size."
                        + " A line that rises at its right end says that a longer probe would find a higher threshold.",
                "Lines of thresholds in tokens over the horizon in tokens, one a state size.", "",
                List.of(plot.plot()), "");
    }
}
