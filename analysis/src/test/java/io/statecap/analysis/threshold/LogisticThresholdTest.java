package io.statecap.analysis.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LogisticThresholdTest {

    /** 20 ln(1 + 2.1009² / 18): 20 trials, two parameters. */
    private static final double LIMIT = 4.3896;

    private static Bracket majority(int[] lengths, int[] trials, int[] collapsed) {
        TreeMap<Integer, Boolean> outcomes = new TreeMap<>();
        for (int i = 0; i < lengths.length; i++) {
            outcomes.put(lengths[i], 2 * collapsed[i] >= trials[i]);
        }
        return Bracket.of(outcomes);
    }

    private static SizeEstimate estimate(int[] lengths, int[] trials, int[] collapsed) {
        return LogisticThreshold.of(lengths, trials, collapsed, majority(lengths, trials, collapsed));
    }

    /** Shares 0.75, 0.5, 0.25 at T = 64, 128, 256 are those of m = ln 128 exactly. */
    @Test
    void symmetricSharesPutTheThresholdInTheMiddle() {
        SizeEstimate estimate = estimate(new int[] {64, 128, 256}, new int[] {40, 40, 40}, new int[] {30, 20, 10});
        assertEquals(128, estimate.value(), 0.1);
        assertEquals(128 * 128, estimate.ciLow() * estimate.ciHigh(), 100);
    }

    /** The ends are where twice the log-likelihood has fallen by the limit from its maximum, by a plain grid over m and s. */
    @Test
    void endsAreThoseOfTheProfileLikelihood() {
        int[] lengths = {32, 64, 128, 256};
        int[] trials = {5, 5, 5, 5};
        int[] collapsed = {5, 4, 2, 0};
        SizeEstimate estimate = estimate(lengths, trials, collapsed);
        double best = Double.NEGATIVE_INFINITY;
        for (double m = 3.5; m < 6; m += 0.005) {
            best = Math.max(best, plainProfile(lengths, trials, collapsed, m));
        }
        assertEquals(best - LIMIT / 2, plainProfile(lengths, trials, collapsed, Math.log(estimate.ciLow())), 0.01);
        assertEquals(best - LIMIT / 2, plainProfile(lengths, trials, collapsed, Math.log(estimate.ciHigh())), 0.01);
    }

    private static double plainProfile(int[] lengths, int[] trials, int[] collapsed, double m) {
        double best = Double.NEGATIVE_INFINITY;
        for (double s = Math.log(2) / 8; s <= Math.log(8); s *= 1.01) {
            double sum = 0;
            for (int i = 0; i < lengths.length; i++) {
                double p = 1 / (1 + Math.exp((Math.log(lengths[i]) - m) / s));
                sum += collapsed[i] * Math.log(p) + (trials[i] - collapsed[i]) * Math.log1p(-p);
            }
            best = Math.max(best, sum);
        }
        return best;
    }

    @Test
    void openBracketsHaveNoEstimateAndAnOpenEnd() {
        int[] lengths = {32, 64, 128};
        SizeEstimate never = estimate(lengths, new int[] {3, 3, 3}, new int[] {0, 0, 0});
        assertNull(never.value());
        assertNull(never.ciLow());
        SizeEstimate always = estimate(lengths, new int[] {3, 3, 3}, new int[] {3, 3, 3});
        assertNull(always.value());
        assertNull(always.ciHigh());
        SizeEstimate rarely = estimate(lengths, new int[] {3, 3, 3}, new int[] {1, 0, 0});
        assertNull(rarely.value());
        assertNull(rarely.ciLow());
        assertNotNull(rarely.ciHigh());
    }

    /** Whatever the outcomes and however few the seeds: the estimate lies in its bracket and in its interval. */
    @Test
    void rowsNeverContradictThemselves() {
        Random random = new Random(11);
        for (int round = 0; round < 3000; round++) {
            int seeds = 1 + random.nextInt(5);
            int count = 1 + random.nextInt(7);
            double rate = random.nextDouble();
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                for (int seed = 0; seed < seeds; seed++) {
                    outcomes.add(new Outcome(i + "-" + seed, "recall", "g", 100, 32 << i, seed,
                            random.nextDouble() < rate));
                }
            }
            var row = Thresholds.rows(outcomes, io.statecap.analysis.collapse.Criterion.paper()).stream()
                    .filter(one -> one.seed() == null).findFirst().orElseThrow();
            String text = row.toString();
            if (row.lower() != null && row.upper() != null) {
                assertTrue(row.lower() <= row.estimate() && row.estimate() <= row.upper(), text);
                assertTrue(row.ciLow() == null || row.ciLow() <= row.estimate(), text);
                assertTrue(row.ciHigh() == null || row.ciHigh() >= row.estimate(), text);
                assertTrue(row.ciLow() == null || row.ciLow() > 0, text);
            } else {
                assertNull(row.estimate(), text);
            }
        }
    }
}
