package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NIST StRD, nonlinear least squares, from both of NIST's starts: nine certified digits, of Thurber seven. */
class NistNonlinearTest {

    private static final double TOLERANCE = 1e-9;

    /** A function of x and the parameters; the derivatives are taken numerically to make a second, plain code path. */
    private interface Model {
        double at(double x, double[] b);
    }

    private static LeastSquares.Curve curve(Model model) {
        return new LeastSquares.Curve() {
            @Override
            public double value(double x, double[] b) {
                return model.at(x, b);
            }

            @Override
            public double[] gradient(double x, double[] b) {
                double[] gradient = new double[b.length];
                for (int i = 0; i < b.length; i++) {
                    double[] moved = b.clone();
                    double step = 1e-3 * Math.max(Math.abs(b[i]), 1e-8);
                    double[] values = new double[4];
                    double[] offsets = {-2, -1, 1, 2};
                    for (int j = 0; j < 4; j++) {
                        moved[i] = b[i] + offsets[j] * step;
                        values[j] = model.at(x, moved);
                    }
                    gradient[i] = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step);
                }
                return gradient;
            }
        };
    }

    private static void check(String name, double tolerance, Model model) {
        NistFiles.Nonlinear set = NistFiles.nonlinear(name);
        for (double[] start : List.of(set.start1(), set.start2())) {
            LeastSquares fit = LeastSquares.fit(curve(model), set.x(), set.y(), start);
            assertEquals(set.residualSumOfSquares(), fit.sumOfSquares(),
                    tolerance * set.residualSumOfSquares(), name + " residual sum of squares");
            for (int i = 0; i < set.certified().length; i++) {
                double[] unit = new double[set.certified().length];
                unit[i] = 1;
                assertEquals(set.certified()[i], fit.parameters()[i], tolerance * Math.abs(set.certified()[i]),
                        name + " b" + (i + 1));
                assertEquals(set.deviations()[i], fit.standardError(unit), 100 * tolerance * set.deviations()[i],
                        name + " standard deviation of b" + (i + 1));
            }
        }
    }

    @Test
    void misra1a() {
        check("Misra1a", TOLERANCE, (x, b) -> b[0] * -Math.expm1(-b[1] * x));
    }

    @Test
    void chwirut2() {
        check("Chwirut2", TOLERANCE, (x, b) -> Math.exp(-b[0] * x) / (b[1] + b[2] * x));
    }

    @Test
    void boxBod() {
        check("BoxBOD", TOLERANCE, (x, b) -> b[0] * -Math.expm1(-b[1] * x));
    }

    @Test
    void thurber() {
        check("Thurber", 100 * TOLERANCE, (x, b) -> (b[0] + x * (b[1] + x * (b[2] + x * b[3])))
                / (1 + x * (b[4] + x * (b[5] + x * b[6]))));
    }

    /** DanWood's model is the power law itself: y = b1 x^b2. */
    @Test
    void danWoodThroughThePowerLaw() {
        NistFiles.Nonlinear set = NistFiles.nonlinear("DanWood");
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < set.x().length; i++) {
            points.add(new Point(set.x()[i], set.y()[i]));
        }
        LawFit fit = LeastSquaresLaws.fit(Law.POWER, points);
        double t = 2.7764451051977987; // 97.5 % of Student's t with 4 degrees of freedom
        Estimate a = fit.parameter("a");
        Estimate p = fit.parameter("p");
        assertEquals(set.certified()[0], a.value(), TOLERANCE);
        assertEquals(set.certified()[1], p.value(), 10 * TOLERANCE);
        assertEquals(set.deviations()[1], (p.ciHigh() - p.value()) / t, 1e-8);
        // The interval of a is on the log scale: standard deviation relative to the value.
        assertEquals(set.deviations()[0] / set.certified()[0], Math.log(a.ciHigh() / a.value()) / t, 1e-8);
    }
}
