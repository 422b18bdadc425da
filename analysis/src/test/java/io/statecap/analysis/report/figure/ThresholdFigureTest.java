package io.statecap.analysis.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.analysis.report.ReportData;
import io.statecap.analysis.report.SweepInfo;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThresholdFigureTest {

    /** Intervals with two ends, with an open one, and without an estimate within the tested lengths. */
    @Test
    void everyIntervalOfTheTableIsDrawn() {
        List<ThresholdRow> rows = List.of(row(1000, null, null, 32.6), row(2000, 64.0, null, 92.0),
                row(3000, 90.0, 70.0, 120.0), row(4000, 200.0, 150.0, null), row(5000, null, null, null));
        ReportData data = new ReportData("", List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), rows,
                List.of(), List.of(), List.of(), Map.of(), List.of(), "", List.of(), List.of(), List.of());
        for (Plot plot : ThresholdFigure.of(new Study(data, SweepInfo.parse(""))).plots()) {
            List<Mark> marks = ((Plot.Lines) plot).panels().get(0).marks();
            List<List<Double>> intervals = new ArrayList<>();
            marks.stream().filter(mark -> mark instanceof Mark.Bracket bracket
                            && bracket.weight() == Mark.Weight.DASHED).map(Mark.Bracket.class::cast)
                    .forEach(bracket -> intervals.add(Arrays.asList(bracket.x(), bracket.low(), bracket.high())));
            assertEquals(List.of(Arrays.asList(1000.0, null, 32.6), Arrays.asList(2000.0, null, 92.0),
                    Arrays.asList(3000.0, 70.0, 120.0), Arrays.asList(4000.0, 150.0, null)), intervals);
            assertEquals(3, marks.stream().filter(Mark.Dot.class::isInstance).count());
        }
    }

    private static ThresholdRow row(long size, Double estimate, Double low, Double high) {
        return new ThresholdRow("T_train", "recall", "model.layers=" + size, "fresh>0.5", "all", size, null, 64L, 128L,
                estimate, low, high, true, 3, 12, 16_384L);
    }
}
