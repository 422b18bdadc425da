package io.statecap.analysis.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.LawFamilyFits;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.formula.Law;
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
        List<LawBand> band = bandBy(FitMethod.OLS);
        assertEquals(25, band.size());
        for (LawBand point : band) {
            double half = t * Math.sqrt(line.getMeanSquareError()
                    * (1 / 6.0 + Math.pow(point.stateSize() - 3500, 2) / line.getXSumSquares()));
            assertEquals(line.predict(point.stateSize()) - half, point.low(), 1e-6);
            assertEquals(line.predict(point.stateSize()) + half, point.high(), 1e-6);
        }
    }

    /** The maximum-likelihood line runs within its band, which widens away from the data. */
    @Test
    void bandByLikelihoodHoldsItsLine() {
        LawFit line = LawFamilyFits.of(THRESHOLDS, List.of()).get(0).fit(FitMethod.INTERVAL_ML, Law.LINEAR);
        List<LawBand> band = bandBy(FitMethod.INTERVAL_ML);
        assertEquals(25, band.size());
        for (LawBand point : band) {
            double value = line.threshold(point.stateSize());
            assertTrue(point.low() > 0 && point.low() < value && value < point.high(), value + " in " + point);
        }
        assertTrue(width(band.get(18)) < width(band.get(0)), band.get(18) + " and " + band.get(0));
    }

    private static double width(LawBand point) {
        return point.high() / point.low();
    }

    private static List<LawBand> bandBy(FitMethod method) {
        List<LawBand> band = LawBands.of(LawFamilyFits.of(THRESHOLDS, List.of())).stream()
                .filter(point -> point.method().equals(method.text())).toList();
        band.forEach(point -> assertEquals("linear", point.law()));
        return band;
    }

    @Test
    void oneSizeHasNoBand() {
        assertEquals(List.of(), LawBands.of(LawFamilyFits.of(THRESHOLDS.subList(0, 1), List.of())));
    }

    private static ThresholdRow threshold(long stateSize, double estimate) {
        return new ThresholdRow("T_train", "recall", "", "excess>0.1", "all", stateSize, 0L, (long) (estimate / 2),
                (long) estimate, estimate, null, null, true, 1);
    }
}
