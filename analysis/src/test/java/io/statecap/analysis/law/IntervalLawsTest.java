package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.law.formula.Law;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class IntervalLawsTest {

    private static CensoredThreshold bracket(double size, Double lower, Double upper) {
        return new CensoredThreshold(size, lower, upper);
    }

    /** Brackets so narrow that thresholds are all but known, log-normal about T = 8 S^0.5. */
    private static List<CensoredThreshold> nearlyExact() {
        Random random = new Random(5);
        List<CensoredThreshold> data = new ArrayList<>();
        for (double size = 1000; size < 40_000; size *= 1.4) {
            double threshold = 8 * Math.sqrt(size) * Math.pow(2, 0.3 * random.nextGaussian());
            data.add(bracket(size, threshold * 0.999999, threshold * 1.000001));
        }
        return data;
    }

    /** With exact thresholds the power law is a straight line in logarithms: least squares gives fit and interval. */
    @Test
    void exactThresholdsGiveTheClassicalInterval() {
        List<CensoredThreshold> data = nearlyExact();
        double[][] design = data.stream().map(point -> new double[] {Math.log(point.stateSize()), 1})
                .toArray(double[][]::new);
        LinearRegression classical = LinearRegression.fit(design,
                data.stream().mapToDouble(point -> Math.log(point.middle())).toArray());
        LawFit fit = IntervalLaws.fit(Law.POWER, data);
        Estimate p = fit.parameter("p");
        Estimate expected = classical.estimate(0, "p");
        assertEquals(expected.value(), p.value(), 1e-4);
        assertEquals(expected.ciLow(), p.ciLow(), 1e-3);
        assertEquals(expected.ciHigh(), p.ciHigh(), 1e-3);
        Estimate logA = classical.estimate(1, "a");
        assertEquals(logA.ciLow(), Math.log(fit.parameter("a").ciLow()), 1e-2);
        assertEquals(logA.ciHigh(), Math.log(fit.parameter("a").ciHigh()), 1e-2);
        assertEquals(classical.residuals().r2(), fit.r2(), 1e-4);
    }

    /** In logarithms the band of the power law is that of a straight line's mean. */
    @Test
    void exactThresholdsGiveTheClassicalBand() {
        List<CensoredThreshold> data = nearlyExact();
        double[][] design = data.stream().map(point -> new double[] {Math.log(point.stateSize()), 1})
                .toArray(double[][]::new);
        LinearRegression classical = LinearRegression.fit(design,
                data.stream().mapToDouble(point -> Math.log(point.middle())).toArray());
        for (BandPoint point : IntervalLaws.band(Law.POWER, data, 500, 6000, 100_000)) {
            Estimate expected = classical.mean(Math.log(point.stateSize()), 1);
            assertEquals(expected.value(), Math.log(point.threshold()), 1e-3);
            assertEquals(expected.ciLow(), Math.log(point.low()), 1e-3);
            assertEquals(expected.ciHigh(), Math.log(point.high()), 1e-3);
        }
    }

    /** At the smallest and the largest size, and for the intercept at 0, bands of the line agree with other paths. */
    @Test
    void lineBandHoldsTheLine() {
        List<CensoredThreshold> data = CoverageExperiment.sweep(0.5).draw(new Random(3));
        LawFit fit = IntervalLaws.fit(Law.LINEAR, data);
        List<BandPoint> band = IntervalLaws.band(Law.LINEAR, data, 1, 2048, 20_000, 49_152);
        for (BandPoint point : band) {
            assertEquals(fit.threshold(point.stateSize()), point.threshold(), 1e-6 * point.threshold());
            assertTrue(point.low() < point.threshold() && point.threshold() < point.high(), point.toString());
        }
        // At one element the line is its intercept.
        assertEquals(fit.parameter("b").ciLow(), band.get(0).low(), 0.02 * fit.parameter("b").value());
        assertEquals(fit.parameter("b").ciHigh(), band.get(0).high(), 0.02 * fit.parameter("b").value());
    }

    @Test
    void likelihoodIsTheProbabilityOfTheBrackets() {
        NormalDistribution normal = new NormalDistribution();
        IntervalLikelihood likelihood = new IntervalLikelihood(List.of(bracket(1, 64.0, 128.0),
                bracket(1, null, 32.0), bracket(2, 256.0, null)));
        // Median 64 * S and one octave of spread: (0, 1], below -1, above 1.
        double expected = Math.log(normal.cumulativeProbability(1) - 0.5) + 2 * Math.log(
                normal.cumulativeProbability(-1));
        assertEquals(expected, likelihood.logLikelihood(size -> 64 * size, 1), 1e-12);
        assertEquals(Double.NEGATIVE_INFINITY, likelihood.logLikelihood(size -> 64 - 64 * size, 1));
    }

    @Test
    void tailsStayFinite() {
        // 1 - Phi(40) = 3.66e-350; ln is -804.608442...
        assertEquals(-804.6084420137538, NormalInterval.logProbability(40, 41), 1e-9);
        assertEquals(-804.6084420137538, NormalInterval.logProbability(Double.NEGATIVE_INFINITY, -40), 1e-9);
        assertEquals(Math.log(0.5), NormalInterval.logProbability(0, Double.POSITIVE_INFINITY), 1e-14);
    }

    @Test
    void oneCurvePassesThroughAllBrackets() {
        // T = 0.01 S + 20 lies inside every bracket.
        List<CensoredThreshold> data = List.of(bracket(1000, 16.0, 32.0), bracket(4000, 32.0, 64.0),
                bracket(10_000, 64.0, 128.0), bracket(20_000, 128.0, 256.0), bracket(40_000, 256.0, 512.0));
        LawFit fit = IntervalLaws.fit(Law.LINEAR, data);
        assertTrue(fit.parameter("a").contains(0.01), fit.toString());
        assertTrue(fit.parameter("b").contains(20), fit.toString());
        for (CensoredThreshold bracket : data) {
            double median = fit.threshold(bracket.stateSize());
            assertTrue(median > bracket.lower() && median < bracket.upper(), fit + " at " + bracket);
        }
        assertTrue(IntervalLaws.fit(Law.CONSTANT, data).aic() > fit.aic() + 2, fit.toString());
    }

    @Test
    void openBracketsCountOnTheirKnownSide() {
        List<CensoredThreshold> closed = List.of(bracket(1000, 16.0, 32.0), bracket(1000, 32.0, 64.0),
                bracket(4000, 64.0, 128.0), bracket(4000, 32.0, 64.0), bracket(9000, 128.0, 256.0),
                bracket(9000, 128.0, 256.0));
        List<CensoredThreshold> withOpen = new ArrayList<>(closed);
        withOpen.add(bracket(20_000, 512.0, null));
        withOpen.add(bracket(20_000, 512.0, null));
        LawFit without = IntervalLaws.fit(Law.LINEAR, closed);
        LawFit with = IntervalLaws.fit(Law.LINEAR, withOpen);
        assertTrue(with.threshold(20_000) > without.threshold(20_000), with + " " + without);
        assertEquals(8, with.points());
    }

    @Test
    void tooLittleIsRefusedOrLeftOpen() {
        assertThrows(IllegalArgumentException.class,
                () -> IntervalLaws.fit(Law.LINEAR, List.of(bracket(1000, 16.0, 32.0))));
        assertThrows(IllegalArgumentException.class, () -> IntervalLaws.fit(Law.LINEAR,
                List.of(bracket(1000, 16.0, null), bracket(2000, 16.0, null))));
        assertThrows(IllegalArgumentException.class, () -> IntervalLaws.fit(Law.LINEAR,
                List.of(bracket(1000, null, 16.0), bracket(2000, null, 32.0))));
        assertThrows(IllegalArgumentException.class, () -> bracket(1000, 32.0, 16.0));
        LawFit two = IntervalLaws.fit(Law.LINEAR, List.of(bracket(1000, 16.0, 32.0), bracket(2000, 64.0, 128.0)));
        assertNull(two.parameter("a").ciLow());
        assertNotNull(two.aic());
    }

    @Test
    void exponentialFollowsAnExponential() {
        List<CensoredThreshold> data = new ArrayList<>();
        for (double size = 1000; size <= 8000; size += 500) {
            double threshold = 100 * (Math.pow(1.0005, size) - 1) + 200;
            data.add(bracket(size, threshold / 1.05, threshold * 1.05));
        }
        LawFit fit = IntervalLaws.fit(Law.EXPONENTIAL, data);
        assertTrue(fit.parameter("alpha").contains(1.0005), fit.toString());
        assertTrue(fit.parameter("c").contains(100), fit.toString());
        assertTrue(fit.parameter("d").contains(200), fit.toString());
        assertTrue(fit.aic() < IntervalLaws.fit(Law.LINEAR, data).aic(), fit.toString());
    }

    /** 30 of the repetitions of {@link CoverageExperiment}, which reports 2 000. */
    @Test
    void intervalsHoldTheTruthFarMoreOftenThanLeastSquaresOnUpperEnds() {
        SimulatedSweep sweep = CoverageExperiment.sweep(0.5);
        int[] covered = CoverageExperiment.covered(sweep, CoverageExperiment.fits(sweep, 30));
        assertTrue(covered[0] >= 25, "interval_ml a " + covered[0]);
        assertTrue(covered[1] >= 25, "interval_ml b " + covered[1]);
        assertTrue(covered[2] <= 20, "ols a " + covered[2]);
    }
}
