package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointsFitTest {

    /** The points behind figure 11 of arXiv 2410.07145, in elements and tokens. */
    static final String PAPER = """
            state_size,train_length
            0,0
            1100000,1024
            1600000,2048
            2400000,8192
            4800000,16384
            12880000,65536
            """;

    private static double[] paperUnits(PointsFit fit) {
        return fit.line().law().inPaperUnits(fit.line().values());
    }

    @Test
    void paperPointsGiveThePublishedLine() {
        List<PointsFit> fits = PointsFit.fit(PointsFile.parse(PAPER, "paper.csv"));
        assertEquals(2, fits.size());
        assertEquals(5.1718, paperUnits(fits.get(0))[0], 5e-5);
        assertEquals(-4.4691, paperUnits(fits.get(0))[1], 5e-5);
        assertEquals(0.985, fits.get(0).line().r2(), 5e-4);
        assertEquals(6, fits.get(0).line().points());
    }

    @Test
    void withoutTheArtificialPoint() {
        PointsFit fit = PointsFit.fit(PointsFile.parse(PAPER, "paper.csv")).get(1);
        assertFalse(fit.origin());
        assertEquals(5.387, paperUnits(fit)[0], 5e-4);
        assertEquals(-6.343, paperUnits(fit)[1], 5e-4);
        assertEquals(0.994, fit.line().r2(), 5e-4);
        assertEquals(5, fit.line().points());
    }

    /** Leverage of one regressor: 1/n + (x - mean)^2 / sum of squares; it adds up to the two coefficients. */
    @Test
    void leverageOfEachPoint() {
        PointsFit fit = PointsFit.fit(PointsFile.parse(PAPER, "paper.csv")).get(0);
        double mean = (0 + 1.1 + 1.6 + 2.4 + 4.8 + 12.88) / 6;
        double squares = mean * mean + sq(1.1 - mean) + sq(1.6 - mean) + sq(2.4 - mean) + sq(4.8 - mean)
                + sq(12.88 - mean);
        assertEquals(1.0 / 6 + sq(12.88 - mean) / squares, fit.leverage().get(5), 1e-12);
        assertEquals(2, fit.leverage().stream().mapToDouble(Double::doubleValue).sum(), 1e-12);
    }

    /** Recall lengths of the same figure: 4.75645 (1.36492^S - 1) - 0.74198 in the paper's units. */
    @Test
    void recallPointsGiveThePublishedExponential() {
        double[] sizes = {0, 1.1, 1.6, 2.4, 4.8, 12.88};
        double[] lengths = {0, 1, 2, 4, 16, 256};
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            points.add(new Point(sizes[i] * 1e6, lengths[i] * 1024));
        }
        LawFit fit = LeastSquaresLaws.fit(Law.EXPONENTIAL, points);
        double[] values = fit.law().inPaperUnits(fit.values());
        assertEquals(4.75645, values[0], 5e-6);
        assertEquals(1.36492, values[1], 5e-6);
        assertEquals(-0.74198, values[2], 5e-6);
        assertEquals(0.99998, fit.r2(), 5e-6);
        assertEquals(256 * 1024, fit.threshold(12.88e6), 1024);
    }

    private static double sq(double x) {
        return x * x;
    }

    @Test
    void badFilesAreNamedWithTheirLine() {
        assertMessage("a,b\n1,2\n", "line 1", "state_size,train_length");
        assertMessage("state_size,train_length\n1,2\n\n3,x\n", "line 4", "'3,x'");
        assertMessage("state_size,train_length\n1,2\n-3,4\n", "line 3", "'-3,4'");
        assertMessage("state_size,train_length\n1,2,3\n", "line 2", "'1,2,3'", "two numbers");
        assertMessage("state_size,train_length\n1,NaN\n", "line 2", "'1,NaN'");
        assertMessage("state_size,train_length\n1,2\n", "holds 1 points", "at least 2");
        assertMessage("", "holds 0 points", "at least 2");
        assertThrows(IllegalArgumentException.class, () -> PointsFit.fit(List.of(new Point(5, 1), new Point(5, 2))));
    }

    private static void assertMessage(String text, String... parts) {
        String message = assertThrows(IllegalArgumentException.class,
                () -> PointsFile.parse(text, "p.csv")).getMessage();
        assertTrue(message.startsWith("p.csv"), message);
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }
}
