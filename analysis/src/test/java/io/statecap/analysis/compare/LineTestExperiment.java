package io.statecap.analysis.compare;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.law.JointOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How often pairs of simulated sweeps are called different at p below 0.05: of one line, which is the size of the test,
 * and of slopes a factor apart, its power; and how often the interval of the slopes' difference holds the true one. The
 * line is like the measured one. Minutes long, so no build runs it. System properties: {@code statecap.repetitions}
 * (300), {@code statecap.seeds} (3), {@code statecap.sizes} (4: that many depths of 1 216 elements a layer),
 * {@code statecap.factor} (1: slope and intercept of the second sweep, times those of the first), {@code
 * statecap.shared} (false: trials are independent; true: those of a size and seed share one threshold), {@code
 * statecap.replicates} (200).
 */
final class LineTestExperiment {

    private static final double A = 0.079;
    private static final double B = -40;
    private static final double SCALE = 0.67;
    private static final int[] LAYERS = {1, 2, 3, 4, 6, 8};

    @Test
    void sizeOrPower() {
        int repetitions = Integer.getInteger("statecap.repetitions", 300);
        int seeds = Integer.getInteger("statecap.seeds", 3);
        int sizes = Integer.getInteger("statecap.sizes", 4);
        double factor = Double.parseDouble(System.getProperty("statecap.factor", "1"));
        boolean shared = Boolean.getBoolean("statecap.shared");
        int replicates = Integer.getInteger("statecap.replicates", 200);
        List<LineTest> tests = IntStream.range(0, repetitions).parallel().mapToObj(i -> {
            Random random = new Random(1_000_003L * i + 11);
            return LineTest.of("", pair(draw(1, shared, seeds, sizes, random), draw(factor, shared, seeds, sizes,
                    random)),
                    replicates);
        }).toList();
        double called = tests.stream().filter(test -> test.p() < 0.05).count() / (double) repetitions;
        double covered = tests.stream().filter(test -> test.differences().get(0).contains((factor - 1) * A)).count()
                / (double) repetitions;
        double clear = tests.stream().filter(test -> !test.differences().get(0).contains(0)).count()
                / (double) repetitions;
        System.out.printf(Locale.ROOT, "%d pairs, %d sizes, %d seeds, factor %.2f, trials of a seed %s: p < 0.05 in"
                + " %.1f %%, mean statistic %.2f; interval of the slopes' difference holds it in %.1f %%, is clear"
                + " of 0 in"
                + " %.1f %%%n", repetitions, sizes, seeds, factor, shared ? "share a threshold" : "independent",
                100 * called, tests.stream().mapToDouble(LineTest::statistic).average().orElseThrow(), 100 * covered,
                100 * clear);
        assertTrue(covered > 0.6, "coverage " + covered);
    }

    static Map<String, List<JointOutcome>> pair(List<JointOutcome> first, List<JointOutcome> second) {
        Map<String, List<JointOutcome>> pair = new LinkedHashMap<>();
        pair.put("first", first);
        pair.put("second", second);
        return pair;
    }

    /** Outcomes around the line, whose thresholds are {@code factor} times those of the plain one. */
    static List<JointOutcome> draw(double factor, boolean shared, int seeds, int sizes, Random random) {
        List<JointOutcome> outcomes = new ArrayList<>();
        for (int size = 0; size < sizes; size++) {
            double stateSize = 1216.0 * LAYERS[size];
            double threshold = factor * (A * stateSize + B);
            for (int seed = 0; seed < seeds; seed++) {
                double own = random.nextDouble();
                for (int length = 32; length <= 1024; length *= 2) {
                    double chance = 1 / (1 + Math.pow(length / threshold, 1 / SCALE));
                    outcomes.add(new JointOutcome(size, stateSize, seed, length,
                            (shared ? own : random.nextDouble()) < chance));
                }
            }
        }
        return outcomes;
    }
}
