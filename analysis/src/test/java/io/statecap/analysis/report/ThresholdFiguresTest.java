package io.statecap.analysis.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.LawFamily;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Mark.Style;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.ThresholdRow;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThresholdFiguresTest {

    /** Intervals with two ends, with an open one, and without an estimate within the tested lengths. */
    @Test
    void everyIntervalOfTheTableIsDrawn() {
        List<ThresholdRow> rows = List.of(row(1000, null, null, 32.6), row(2000, 64.0, null, 92.0),
                row(3000, 90.0, 70.0, 120.0), row(4000, 200.0, 150.0, null), row(5000, null, null, null));
        for (Plot plot : ThresholdFigures.of(new Study(data(rows))).plots()) {
            List<List<Double>> intervals = marks(plot).stream().filter(mark -> mark.style() == Style.INTERVAL)
                    .map(mark -> List.of(mark.x()[0], mark.y()[0], mark.high()[0])).toList();
            assertEquals(List.of(List.of(1000.0, Double.NaN, 32.6), List.of(2000.0, Double.NaN, 92.0),
                    List.of(3000.0, 70.0, 120.0), List.of(4000.0, 150.0, Double.NaN)), intervals);
            assertEquals(3, marks(plot).stream().filter(mark -> mark.style().isDot()).count());
        }
    }

    private static List<Mark> marks(Plot plot) {
        return ((LinePlot) plot).panels().values().iterator().next();
    }

    /** Beside the thresholds of text; those of the recall task are left alone. */
    @Test
    void thePublishedLineIsShownBesideThresholdsOfText() {
        for (String dataset : List.of("tokens", "recall")) {
            ThresholdRow row = new ThresholdRow("T_train", dataset, "", "fresh>0.5", "all", 40_000, null, 64L, 128L,
                    90.0, 70.0, 120.0, true, 3, 12, 16_384L);
            Figure figure = ThresholdFigures.of(new Study(data(List.of(row))));
            List<Mark> lines = marks(figure.plots().get(0)).stream().filter(mark -> mark.style().isLine()).toList();
            assertEquals(dataset.equals("tokens") ? 1 : 0, lines.size(), dataset);
            assertEquals(dataset.equals("recall"), figure.missing().startsWith("The paper's line"), figure.missing());
            lines.forEach(line -> {
                double[] x = line.x();
                double[] y = line.y();
                assertEquals(19.32e6, x[x.length - 1], 1);
                assertEquals(1024 * (5.172 * 19.32 - 4.469), y[y.length - 1], 1);
            });
        }
    }

    private static Report.Data data(List<ThresholdRow> rows) {
        LawFamily family = new LawFamily("T_train", "", "", "fresh>0.5", "all", null, null, rows, null, List.of(),
                Optional.empty(), List.of(), List.of(), List.of());
        return new Report.Data("", List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                new Analysis(null, List.of(), List.of(family), List.of(), List.of()), List.of(), "");
    }

    private static ThresholdRow row(long size, Double estimate, Double low, Double high) {
        return new ThresholdRow("T_train", "recall", "model.layers=" + size, "fresh>0.5", "all", size, null, 64L, 128L,
                estimate, low, high, true, 3, 12, 16_384L);
    }
}
