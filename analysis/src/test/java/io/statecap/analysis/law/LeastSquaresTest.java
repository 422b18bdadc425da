package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LeastSquaresTest {

    /** x = 1, 2, 3 and y = 1, 2, 2: slope 1/2, intercept 2/3, residual sum of squares 1/6. */
    @Test
    void smallCaseByHand() {
        LeastSquares fit = LeastSquares.linear(new double[][] {{1, 1}, {2, 1}, {3, 1}}, new double[] {1, 2, 2});
        assertArrayEquals(new double[] {0.5, 2.0 / 3}, fit.parameters(), 1e-14);
        assertEquals(1.0 / 6, fit.sumOfSquares(), 1e-14);
        assertEquals(0.75, fit.r2(), 1e-14);
        assertEquals(Math.sqrt(1.0 / 12), fit.standardError(1, 0), 1e-14);
        assertArrayEquals(new double[] {5.0 / 6, 1.0 / 3, 5.0 / 6},
                new double[] {fit.leverage(1, 1), fit.leverage(2, 1), fit.leverage(3, 1)}, 1e-14);
        // t with one degree of freedom: 12.7062 at 97.5 %.
        assertEquals(0.5 + 12.706204736 * Math.sqrt(1.0 / 12), fit.estimate("a", 1, 0).ciHigh(), 1e-8);
        assertEquals(3 * (Math.log(2 * Math.PI / 18) + 1) + 6, fit.aic(), 1e-12);
    }

    /** Their sums of squares are 0 but for rounding, whose ratio is no share of a variance. */
    @Test
    void equalValuesHaveNoVarianceToExplain() {
        double[][] design = new double[10][];
        double[] values = new double[10];
        for (int i = 0; i < design.length; i++) {
            design[i] = new double[] {608 + 1216.1 * i, 1};
            values[i] = 128.1;
        }
        LeastSquares residuals = LeastSquares.linear(design, values);
        assertEquals(0, residuals.sumOfSquares());
        assertNull(residuals.r2());
        assertNull(residuals.aic());
    }

    @Test
    void twoPointsGiveALineWithoutIntervals() {
        LeastSquares fit = LeastSquares.linear(new double[][] {{1, 1}, {3, 1}}, new double[] {1, 5});
        assertArrayEquals(new double[] {2, -1}, fit.parameters(), 1e-14);
        assertNull(fit.estimate("a", 1, 0).ciLow());
        assertNull(fit.aic());
    }

    @Test
    void indeterminateIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> LeastSquares.linear(new double[][] {{5, 1}, {5, 1}, {5, 1}}, new double[] {1, 2, 3}));
        assertThrows(IllegalArgumentException.class,
                () -> LeastSquares.linear(new double[][] {{5, 1}}, new double[] {1}));
    }
}
