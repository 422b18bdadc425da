package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class JointFitTest {

    /** As for independent trials of many seeds: the interval's deviance is the chi-squared point. */
    private static final Clustering PLAIN = new Clustering(1, 1_000_000, 1, 0, 1_000_000, 1);

    private static LawFit fit(Law law, List<Observation> trials) {
        CollapseModel model = CollapseModel.of(trials);
        return JointFit.of(law, model, Variable.STATE_SIZE, model.clustering());
    }

    /** Outcomes whose shares are as the law says, with many seeds: the parameters come back. */
    @Test
    void findsTheLineThatMadeTheOutcomes() {
        List<Observation> trials = Draws.independent(1, 300, 6, 3);
        LawFit line = fit(Law.LINEAR, trials);
        assertEquals(0.079, line.parameter("a").value(), 0.006);
        assertEquals(-87, line.parameter("b").value(), 10);
        assertEquals(0.67, line.scale().value(), 0.06);
        assertTrue(line.parameter("a").contains(0.079) && line.parameter("a").ciLow() > 0.06, line.toString());
        assertTrue(line.scale().contains(0.67) && line.scale().ciLow() > 0.6 && line.scale().ciHigh() < 0.75,
                line.toString());
        LawFit constant = fit(Law.CONSTANT, trials);
        LawFit power = fit(Law.POWER, trials);
        assertTrue(constant.aic() > power.aic() + 50 && power.aic() > line.aic() + 10);
        assertEquals(trials.size(), line.points());
    }

    /** The same likelihood by a plain sum, and no better value in a fine grid around the maximum. */
    @Test
    void likelihoodIsThatOfTheDefinitionAndItsMaximumIsFound() {
        for (int sizes = 2; sizes <= 6; sizes += 2) {
            List<Observation> trials = Draws.independent(1, 3, sizes, 8);
            LawFit line = fit(Law.LINEAR, trials);
            double a = line.parameter("a").value();
            double b = line.parameter("b").value();
            double s = line.scale().value();
            double best = Draws.plain(trials, a, b, s);
            assertEquals(-2 * best + 6, line.aic(), 1e-6);
            assertEquals(line.aic() + 24.0 / (trials.size() - 4), line.aicc(), 1e-9);
            for (double da = -0.05; da <= 0.05; da += 0.01) {
                for (double db = -0.05; db <= 0.05; db += 0.01) {
                    for (double ds = -0.1; ds <= 0.1; ds += 0.05) {
                        assertTrue(Draws.plain(trials, a * (1 + da), b * (1 + db), s * (1 + ds)) <= best + 1e-5);
                    }
                }
            }
        }
    }

    /** At the ends of the slope's interval the best likelihood, over intercept and scale, is down by half the limit. */
    @Test
    void endsOfTheSlopeAreThoseOfTheProfileLikelihood() {
        List<Observation> trials = Draws.independent(1, 12, 4, 5);
        LawFit line = JointFit.of(Law.LINEAR, CollapseModel.of(trials), Variable.STATE_SIZE, PLAIN);
        double best = Draws.plain(trials, line.parameter("a").value(), line.parameter("b").value(),
                line.scale().value());
        double outmost = Double.POSITIVE_INFINITY;
        for (double end : new double[] {line.parameter("a").ciLow(), line.parameter("a").ciHigh()}) {
            double profile = Double.NEGATIVE_INFINITY;
            for (double b = -400; b <= 200; b += 1) {
                for (double s = 0.2; s < 1.5; s *= 1.02) {
                    profile = Math.max(profile, Draws.plain(trials, end, b, s));
                }
            }
            outmost = Math.min(outmost, 2 * (best - profile));
            assertTrue(2 * (best - profile) > PLAIN.limit() - 0.15, "deviance " + 2 * (best - profile));
        }
        // The other end may be one of the bootstrap's, farther out.
        assertTrue(outmost < PLAIN.limit() + 1.5, "deviance " + outmost);
    }

    @Test
    void orderDoesNotMatterAndRepeatsAreEqual() {
        List<Observation> trials = Draws.independent(1, 3, 5, 2);
        List<Observation> shuffled = new ArrayList<>(trials);
        Collections.shuffle(shuffled, new Random(1));
        assertEquals(fit(Law.LINEAR, trials), fit(Law.LINEAR, shuffled));
    }

    /** Sizes that never collapse and sizes that always do count, and need no bracket. */
    @Test
    void openSizesCount() {
        List<Observation> trials = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            for (int length = 32; length <= 256; length *= 2) {
                trials.add(new Observation(0, 1000, seed, length, false));
                trials.add(new Observation(1, 4000, seed, length, length <= 64));
                trials.add(new Observation(2, 8000, seed, length, true));
            }
        }
        LawFit power = fit(Law.POWER, trials);
        assertTrue(power.threshold(1000) < 32 && power.threshold(8000) > 256, power.toString());
        assertTrue(power.threshold(4000) > 64 && power.threshold(4000) < 128, power.toString());
    }

    /** The smallest size never collapses, the others have one threshold: a step, and the break is counted. */
    @Test
    void aStepIsTold() {
        List<Observation> trials = new ArrayList<>();
        Random random = new Random(4);
        for (int size = 0; size < 5; size++) {
            for (int seed = 0; seed < 10; seed++) {
                for (int length = 32; length <= 512; length *= 2) {
                    trials.add(new Observation(size, 1000 * (size + 1), seed, length,
                            size > 0 && random.nextDouble() < 1 / (1 + Math.pow(length / 150.0, 2))));
                }
            }
        }
        LawFit step = fit(Law.STEP, trials);
        assertEquals(Math.sqrt(1000 * 2000), step.parameter("break").value(), 1e-6);
        assertEquals(150, step.parameter("high").value(), 25);
        assertTrue(step.parameter("low").value() < 16, step.toString());
        assertEquals(4, step.dimension());
        assertTrue(fit(Law.LINEAR, trials).aicc() > step.aicc() + 6);
    }

    /** The band is that of the parameters: it holds the law, and is wider outside the sizes. */
    @Test
    void bandsComeWithTheFit() {
        LawFit line = fit(Law.LINEAR, Draws.independent(1, 8, 6, 6));
        List<Estimate> band = DoubleStream.of(2432, 4864, 9728, 20_000).mapToObj(line::band).toList();
        for (Estimate at : band) {
            assertTrue(at.ciLow() == null || at.ciLow() < at.value(), at.toString());
            assertTrue(at.ciHigh() > at.value(), at.toString());
        }
        assertTrue(band.get(3).ciHigh() - band.get(3).ciLow() > band.get(1).ciHigh() - band.get(1).ciLow());
    }

    /** Whatever the outcomes: an interval holds its estimate. */
    @Test
    void intervalsHoldTheirEstimates() {
        Random random = new Random(12);
        for (int round = 0; round < 60; round++) {
            double rate = 0.1 + 0.8 * random.nextDouble();
            List<Observation> trials = new ArrayList<>();
            for (int size = 0; size < 2 + round % 4; size++) {
                for (int seed = 0; seed < 1 + round % 3; seed++) {
                    for (int length = 32; length <= 256; length *= 2) {
                        trials.add(new Observation(size, 100 * (1 + size), seed, length, random.nextDouble() < rate));
                    }
                }
            }
            for (Law law : List.of(Law.LINEAR, Law.POWER, Law.CONSTANT)) {
                try {
                    LawFit fit = fit(law, trials);
                    fit.parameters().forEach(one -> assertTrue(one.contains(one.value()), fit.toString()));
                    assertTrue(fit.scale().contains(fit.scale().value()), fit.toString());
                } catch (IllegalArgumentException e) {
                    assertTrue(e.getMessage().matches(".*(collapsed|no bound).*"), e.getMessage());
                }
            }
        }
    }

    /** With a threshold of one size beyond all lengths nothing bounds it from above. */
    @Test
    void whatTheDataDoNotBoundIsOpen() {
        List<Observation> trials = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            for (int length = 32; length <= 256; length *= 2) {
                trials.add(new Observation(0, 1000, seed, length, length < 256 || seed > 0));
            }
        }
        assertNull(fit(Law.CONSTANT, trials).parameter("b").ciHigh());
    }

    @Test
    void whatCannotBeFittedIsSaid() {
        List<Observation> healthy = List.of(new Observation(0, 100, 0, 32, false), new Observation(1, 200, 0, 64,
                false));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> fit(Law.LINEAR, healthy)).getMessage()
                .contains("no trial collapsed"));
        List<Observation> oneSize = List.of(new Observation(0, 100, 0, 32, true), new Observation(0, 100, 0, 64,
                false));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> fit(Law.LINEAR, oneSize)).getMessage()
                .contains("1 size,"));
    }
}
