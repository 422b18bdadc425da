package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommonLineTest {

    private static CommonLine test(List<Observation> first, List<Observation> second) {
        return CommonLine.test(List.of(CollapseModel.of(first), CollapseModel.of(second)));
    }

    private static double aic(List<Observation> trials) {
        CollapseModel model = CollapseModel.of(trials);
        return JointFit.of(Law.LINEAR, model, Variable.STATE_SIZE, model.clustering()).aic();
    }

    /** Both likelihoods by plain sums: no line near the common one is better, whatever the scales. */
    @Test
    void statisticIsTwiceTheDifferenceOfTheLikelihoods() {
        List<Observation> first = Draws.independent(1, 3, 4, 1);
        List<Observation> second = Draws.independent(1.3, 3, 4, 2);
        CommonLine line = test(first, second);
        double separate = -(aic(first) + aic(second) - 12) / 2;
        double common = bestScale(first, line.common().slope(), line.common().intercept())
                + bestScale(second, line.common().slope(), line.common().intercept());
        assertEquals(2 * (separate - common), line.statistic(), 2e-3);
        for (double factor = 0.9; factor < 1.11; factor += 0.05) {
            for (double shift = -20; shift <= 20; shift += 5) {
                assertTrue(bestScale(first, factor * line.common().slope(), line.common().intercept() + shift)
                        + bestScale(second, factor * line.common().slope(), line.common().intercept() + shift) <= common + 2e-3);
            }
        }
        assertEquals(2, line.degreesOfFreedom());
    }

    private static double bestScale(List<Observation> trials, double a, double b) {
        double best = Double.NEGATIVE_INFINITY;
        for (double s = 0.1; s < 6; s *= 1.005) {
            best = Math.max(best, Draws.plain(trials, a, b, s));
        }
        return best;
    }

    @Test
    void equalSweepsDifferByNothing() {
        List<Observation> trials = Draws.independent(1, 3, 4, 4);
        CollapseModel model = CollapseModel.of(trials);
        CommonLine line = CommonLine.test(List.of(model, model, model));
        assertEquals(4, line.degreesOfFreedom());
        assertEquals(0, line.statistic(), 1e-4);
        assertEquals(1, line.p(), 1e-4);
    }

    /** Lines that are positive for one sweep only are among those that are tried. */
    @Test
    void sweepsOfFarSizesAreCompared() {
        List<Observation> small = Draws.independent(1, 3, 4, 7).stream().map(one -> new Observation(one.size(),
                one.x() / 100, one.seed(), one.trainLength(), one.collapsed())).toList();
        assertTrue(test(Draws.independent(1, 3, 4, 8), small).p() < 1);
    }

    @Test
    void farLinesAreToldApart() {
        assertTrue(test(Draws.independent(1, 20, 4, 5), Draws.independent(2, 20, 4, 6)).p() < 1e-5);
        assertThrows(IllegalArgumentException.class,
                () -> CommonLine.test(List.of(CollapseModel.of(Draws.independent(1, 3, 4, 1)))));
    }

    /** Of equal lines few pairs are called different, also where trials of a seed share a shift. */
    @Test
    void equalLinesAreRarelyCalledDifferent() {
        long called = IntStream.range(0, 60).parallel().filter(i -> test(Draws.of(1, 3, 4, 0.45, 2 * i),
                Draws.of(1, 3, 4, 0.45, 2 * i + 1)).p() < 0.05).count();
        assertTrue(called <= 7, called + " of 60 pairs of equal lines called different");
    }
}
