package io.statecap.analysis.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.law.JointLaws;
import io.statecap.analysis.law.JointOutcome;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.formula.Law;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineTestTest {

    private static List<JointOutcome> draw(double factor, int seeds, long seed) {
        return LineTestExperiment.draw(factor, false, seeds, 4, new Random(seed));
    }

    /** The line of a single sweep is that of {@code fit}. */
    @Test
    void searchFindsTheLineOfTheJointFit() {
        List<JointOutcome> outcomes = draw(1, 5, 3);
        LawFit joint = JointLaws.of(Law.LINEAR, outcomes).fit();
        LineLikelihood likelihood = new LineLikelihood(outcomes);

        LineSearch.Found found = new LineSearch(likelihood.largestSize()).best(List.of(likelihood));

        assertEquals(joint.parameter("a").value(), found.line().slope(), 1e-3 * found.line().slope());
        assertEquals(joint.parameter("b").value(), found.line().intercept(), 0.2);
        assertEquals(joint.scale().value(), likelihood.scale(found.line()), 1e-3);
        assertEquals(joint.aic(), -2 * found.value() + 6, 1e-5);
    }

    /** The likelihood as a plain sum over trials; none of many scales near the best one is better. */
    @Test
    void likelihoodIsThatOfTheDefinition() {
        List<JointOutcome> outcomes = draw(1, 3, 8);
        LineLikelihood likelihood = new LineLikelihood(outcomes);
        for (Line line : List.of(new Line(0.08, -40), new Line(0.05, 30), new Line(0.09, -200))) {
            double scale = likelihood.scale(line);
            assertEquals(plain(outcomes, line, scale), likelihood.best(line), 1e-9);
            for (double factor = 0.8; factor < 1.25; factor += 0.05) {
                assertTrue(plain(outcomes, line, factor * scale) <= likelihood.best(line) + 1e-9);
            }
        }
    }

    private static double plain(List<JointOutcome> outcomes, Line line, double scale) {
        double sum = 0;
        for (JointOutcome outcome : outcomes) {
            double threshold = Math.max(line.threshold(outcome.stateSize()), 32 * 1e-3);
            double p = 1 / (1 + Math.exp(-(Math.log(threshold) - Math.log(outcome.trainLength())) / scale));
            sum += Math.log(outcome.collapsed() ? p : 1 - p);
        }
        return sum;
    }

    @Test
    void statisticIsTwiceTheDifferenceOfTheLikelihoodsAndPIsChiSquared() {
        List<JointOutcome> first = draw(1, 3, 1);
        List<JointOutcome> second = draw(1.3, 3, 2);

        LineTest test = LineTest.of("", LineTestExperiment.pair(first, second), 0);

        double separate = -(JointLaws.of(Law.LINEAR, first).fit().aic() + JointLaws.of(Law.LINEAR, second).fit().aic()
                - 12)
                / 2;
        double common = new LineLikelihood(first).best(test.common()) + new LineLikelihood(second).best(test.common());
        assertEquals(2 * (separate - common), test.statistic(), 1e-4);
        assertEquals(2, test.degreesOfFreedom());
        // With two degrees of freedom the upper tail of chi-squared is exp(-x/2).
        assertEquals(Math.exp(-test.statistic() / 2), test.p(), 1e-12);
        assertEquals(List.of("first", "second"), test.sweeps());
    }

    @Test
    void equalSweepsDifferByNothing() {
        List<JointOutcome> outcomes = draw(1, 3, 4);
        Map<String, List<JointOutcome>> three = new LinkedHashMap<>(LineTestExperiment.pair(outcomes, outcomes));
        three.put("third", outcomes);

        LineTest test = LineTest.of("x", three);

        assertEquals(4, test.degreesOfFreedom());
        assertEquals(0, test.statistic(), 1e-5);
        assertEquals(1, test.p(), 1e-5);
        assertEquals(2, test.differences().size());
        test.differences().forEach(difference -> {
            assertEquals("first", difference.against());
            assertEquals(0, difference.difference(), 1e-12);
            assertTrue(difference.ciLow() < 0 && difference.ciHigh() > 0, difference.toString());
        });
    }

    @Test
    void farLinesAreToldApartAndTheDifferenceIsFound() {
        LineTest test = LineTest.of("", LineTestExperiment.pair(draw(1, 20, 5), draw(2, 20, 6)));

        assertTrue(test.p() < 1e-6, test.toString());
        SlopeDifference difference = test.differences().get(0);
        assertEquals(0.079, difference.difference(), 0.03);
        assertTrue(difference.ciLow() > 0 && difference.contains(0.079), difference.toString());
    }

    @Test
    void repeatsAreEqual() {
        Map<String, List<JointOutcome>> pair = LineTestExperiment.pair(draw(1, 3, 7), draw(1.2, 3, 8));
        assertEquals(LineTest.of("", pair), LineTest.of("", pair));
        assertThrows(IllegalArgumentException.class, () -> LineTest.of("", Map.of("one", draw(1, 3, 1))));
    }

    /** Of equal lines, few of these pairs are called different; {@link LineTestExperiment} counts many. */
    @Test
    void sizeIsNotFarFromNominal() {
        long called = IntStream.range(0, 60).parallel().mapToObj(i -> LineTest.of("", LineTestExperiment.pair(
                draw(1, 3, 100 + 2 * i), draw(1, 3, 101 + 2 * i)), 0)).filter(test -> test.p() < 0.05).count();
        assertTrue(called <= 9, called + " of 60 pairs of equal lines called different");
    }
}
