package io.statecap.analysis.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.report.ReportData.LawBand;
import io.statecap.analysis.table.ThresholdRow;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.junit.jupiter.api.Test;

class LawBandsTest {

    private static final List<ThresholdRow> THRESHOLDS = LongStream.rangeClosed(1, 6).mapToObj(i -> threshold(1000 * i,
            new double[] {70, 110, 190, 205, 300, 330}[(int) i - 1])).toList();

    /** Against the textbook's formula: s·t·sqrt(1/n + (x - mean)²/Sxx) on either side of the line. */
    @Test
    void bandOfTheLineIsTheTextbooks() {
        SimpleRegression line = new SimpleRegression();
        THRESHOLDS.forEach(row -> line.addData(row.stateSize(), row.estimate()));
        double t = new TDistribution(4).inverseCumulativeProbability(0.975);
        List<LawBand> band = LawBands.of(THRESHOLDS).stream().filter(point -> point.law().equals("linear")).toList();
        assertEquals(25, band.size());
        for (LawBand point : band) {
            double half = t * Math.sqrt(line.getMeanSquareError()
                    * (1 / 6.0 + Math.pow(point.stateSize() - 3500, 2) / line.getXSumSquares()));
            assertEquals(line.predict(point.stateSize()) - half, point.low(), 1e-6);
            assertEquals(line.predict(point.stateSize()) + half, point.high(), 1e-6);
        }
    }

    @Test
    void bandOfThePowerLawIsNarrowestAmongTheData() {
        List<LawBand> band = LawBands.of(THRESHOLDS).stream().filter(point -> point.law().equals("power")).toList();
        assertEquals(25, band.size());
        double first = band.get(0).high() / band.get(0).low();
        double middle = band.get(18).high() / band.get(18).low();
        assertTrue(middle < first, middle + " at " + band.get(18).stateSize() + ", " + first + " at the smallest size");
        band.forEach(point -> assertTrue(point.low() > 0 && point.low() < point.high(), point.toString()));
    }

    @Test
    void oneSizeHasNoBand() {
        assertEquals(List.of(), LawBands.of(THRESHOLDS.subList(0, 1)));
    }

    private static ThresholdRow threshold(long stateSize, double estimate) {
        return new ThresholdRow("T_train", "recall", "", "excess>0.1", "all", stateSize, 0L, (long) (estimate / 2),
                (long) estimate, estimate, null, null, true, 1);
    }
}
