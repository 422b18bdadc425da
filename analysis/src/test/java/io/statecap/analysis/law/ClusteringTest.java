package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusteringTest {

    private static Clustering of(double shared, int seeds, long seed) {
        return CollapseModel.of(Draws.of(1, seeds, 6, shared, seed)).clustering();
    }

    @Test
    void independentTrialsHaveNoneAndSharedSeedsHave() {
        Clustering independent = of(0, 200, 1);
        assertEquals(1, independent.within(), 0.15);
        assertEquals(1, independent.across(), 0.3);
        Clustering shared = of(0.8, 200, 1);
        assertTrue(shared.within() > 1.5 && shared.across() > 3, shared.toString());
        // 200 seeds: the mean of their shifts varies by 0.8 over the root of 200.
        assertEquals(0.8 / Math.sqrt(200), shared.shift(), 0.02);
    }

    /** What seeds share makes intervals wider, and evidence weaker. */
    @Test
    void widensIntervalsAndWeakensEvidence() {
        Clustering shared = of(0.8, 5, 3);
        Clustering plain = new Clustering(1, shared.freedom(), 1, 0, shared.seeds(), shared.trials());
        assertTrue(shared.limit() > plain.limit() && shared.reach() > 0 && plain.reach() == 0);
        assertTrue(shared.p(8, 2) > plain.p(8, 2) && shared.pBetween(8, 2) > shared.p(8, 2));
        CollapseModel model = CollapseModel.of(Draws.of(1, 5, 6, 0.8, 3));
        Estimate wide = JointFit.of(Law.LINEAR, model, Variable.STATE_SIZE, shared).at(4864);
        Estimate narrow = JointFit.of(Law.LINEAR, model, Variable.STATE_SIZE, plain).at(4864);
        assertTrue(wide.ciLow() < narrow.ciLow() && wide.ciHigh() > narrow.ciHigh(), wide + " " + narrow);
    }

    /** F with two and n degrees of freedom has the upper tail (1 + 2F/n)^(−n/2). */
    @Test
    void pIsThatOfTheFDistribution() {
        Clustering clustering = new Clustering(2, 12, 1, 0, 3, 100);
        double f = 10 / 2.0 / 2;
        assertEquals(Math.pow(1 + 2 * f / 12, -6), clustering.p(10, 2), 1e-12);
    }

    /** One seed tells nothing of what seeds share. */
    @Test
    void oneSeedIsTakenAsIndependentTrials() {
        Clustering one = of(0.8, 1, 5);
        assertEquals(new Clustering(1, 0, 1, 0, 1, 36), one);
        double t = 2.0322;
        assertEquals(t * t, one.limit(), 1e-3);
    }

    /** Coverage by {@code benchmarks/run coverage}, a small part of it: levels under seeds as different as measured. */
    @Test
    void intervalsHoldTheTruthThoughSeedsShareMuch() {
        List<Boolean> held = IntStream.range(0, 40).parallel().mapToObj(i -> {
            CollapseModel model = CollapseModel.of(Draws.of(1, 5, 4, 0.45, 100 + i));
            LawFit line = JointFit.of(Law.LINEAR, model, Variable.STATE_SIZE, model.clustering());
            return line.at(4864).contains(Draws.A * 4864 + Draws.B);
        }).toList();
        assertTrue(held.stream().filter(one -> one).count() >= 35, held.toString());
    }
}
