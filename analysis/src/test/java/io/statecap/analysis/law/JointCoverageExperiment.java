package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.law.formula.Law;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How often the joint fit's 95 % intervals hold the true slope and intercept, over simulated sweeps of coin flips around
 * a line like the measured one. Minutes long, so no build runs it. System properties: {@code statecap.repetitions}
 * (500), {@code statecap.seeds} (3), {@code statecap.sizes} (6: that many depths of 1 216 elements a layer).
 */
final class JointCoverageExperiment {

    private static final double A = 0.079;
    private static final double B = -87;
    private static final double SCALE = 0.67;
    private static final int[] LAYERS = {1, 2, 3, 4, 6, 8};

    @Test
    void coverage() {
        int repetitions = Integer.getInteger("statecap.repetitions", 500);
        int seeds = Integer.getInteger("statecap.seeds", 3);
        int sizes = Integer.getInteger("statecap.sizes", 6);
        List<LawFit> fits = IntStream.range(0, repetitions)
                .mapToObj(i -> JointLaws.of(Law.LINEAR, draw(seeds, sizes, new Random(1_000_003L * i + 5))).fit()).toList();
        double covered = share(fits, "a", A);
        System.out.printf(Locale.ROOT, "%d repetitions, %d sizes, %d seeds: a covers %.1f %%, mean %.4f, b covers %.1f %%,"
                + " mean %.1f; slope clear of 0 in %.1f %%%n", repetitions, sizes, seeds, 100 * covered,
                mean(fits, "a"), 100 * share(fits, "b", B), mean(fits, "b"), 100.0 * fits.stream()
                        .filter(fit -> fit.parameter("a").ciLow() > 0).count() / repetitions);
        assertTrue(covered > 0.8, "coverage " + covered);
    }

    static List<JointOutcome> draw(int seeds, int sizes, Random random) {
        List<JointOutcome> outcomes = new ArrayList<>();
        for (int size = 0; size < sizes; size++) {
            double stateSize = 1216.0 * LAYERS[size];
            double threshold = Math.max(1e-3, A * stateSize + B);
            for (int seed = 0; seed < seeds; seed++) {
                for (int length = 32; length <= 1024; length *= 2) {
                    boolean collapsed = random.nextDouble() < 1 / (1 + Math.pow(length / threshold, 1 / SCALE));
                    outcomes.add(new JointOutcome(size, stateSize, seed, length, collapsed));
                }
            }
        }
        return outcomes;
    }

    private static double share(List<LawFit> fits, String parameter, double truth) {
        return fits.stream().filter(fit -> fit.parameter(parameter).contains(truth)).count() / (double) fits.size();
    }

    private static double mean(List<LawFit> fits, String parameter) {
        return fits.stream().mapToDouble(fit -> fit.parameter(parameter).value()).average().orElseThrow();
    }
}
