package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** NIST StRD, linear least squares: certified values to at least the digits given as tolerance. */
class NistLinearTest {

    private static void check(LeastSquares fit, double tolerance, double[] certified, double[] deviations) {
        double[] coefficients = fit.parameters();
        assertEquals(certified.length, coefficients.length);
        for (int i = 0; i < certified.length; i++) {
            double[] unit = new double[certified.length];
            unit[i] = 1;
            assertEquals(certified[i], coefficients[i], tolerance * Math.abs(certified[i]), "B" + i);
            assertEquals(deviations[i], fit.standardError(unit), tolerance * deviations[i], "standard deviation " + i);
        }
    }

    private interface Predictors {
        double[] of(double[] row);
    }

    private static LeastSquares fit(String name, Predictors predictors) {
        double[][] rows = NistFiles.linear(name);
        return LeastSquares.linear(Arrays.stream(rows).map(predictors::of).toArray(double[][]::new),
                Arrays.stream(rows).mapToDouble(row -> row[0]).toArray());
    }

    @Test
    void norris() {
        LeastSquares fit = fit("Norris", row -> new double[] {1, row[1]});
        check(fit, 1e-12, new double[] {-0.262323073774029, 1.00211681802045},
                new double[] {0.232818234301152, 0.429796848199937E-03});
        assertEquals(0.999993745883712, fit.r2(), 1e-14);
        assertEquals(26.6173985294224, fit.sumOfSquares(), 1e-11);
    }

    @Test
    void norrisThroughTheLaw() {
        LawFit law = LeastSquaresLaws.fit(Law.LINEAR, Arrays.stream(NistFiles.linear("Norris"))
                .map(row -> new Point(row[1], row[0])).toList());
        assertEquals(1.00211681802045, law.parameter("a").value(), 1e-13);
        assertEquals(-0.262323073774029, law.parameter("b").value(), 1e-12);
    }

    @Test
    void pontius() {
        LeastSquares fit = fit("Pontius", row -> new double[] {1, row[1], row[1] * row[1]});
        check(fit, 1e-10, new double[] {0.673565789473684E-03, 0.732059160401003E-06, -0.316081871345029E-14},
                new double[] {0.107938612033077E-03, 0.157817399981659E-09, 0.486652849992036E-16});
        assertEquals(0.999999900178537, fit.r2(), 1e-14);
    }

    @Test
    void noInterceptOne() {
        check(fit("NoInt1", row -> new double[] {row[1]}), 1e-13, new double[] {2.07438016528926},
                new double[] {0.165289256198347E-01});
    }

    @Test
    void longley() {
        LeastSquares fit = fit("Longley",
                row -> new double[] {1, row[1], row[2], row[3], row[4], row[5], row[6]});
        check(fit, 1e-9, new double[] {-3482258.63459582, 15.0618722713733, -0.358191792925910E-01, -2.02022980381683,
            -1.03322686717359, -0.511041056535807E-01, 1829.15146461355},
                new double[] {890420.383607373, 84.9149257747669, 0.334910077722432E-01, 0.488399681651699,
                    0.214274163161675, 0.226073200069370, 455.478499142212});
        assertEquals(0.995479004577296, fit.r2(), 1e-13);
    }
}
