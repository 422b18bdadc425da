package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.analysis.law.formula.Law;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How often 95 % intervals hold the true slope and intercept, over simulated sweeps with training lengths in powers of
 * two. Minutes long, so no build runs it: {@code docs/analysis.md} has its commands and results. System properties:
 * {@code statecap.repetitions} (2000), {@code statecap.sigma}, the standard deviation of log2 of a threshold (0.5), and
 * {@code statecap.sweep} ({@code eight}: 8 state sizes, 3 seeds; {@code paper}; {@code quick}).
 */
final class CoverageExperiment {

    private static final String[] NAMES = {"interval_ml a", "interval_ml b", "ols a", "ols b"};

    static SimulatedSweep sweep(double sigma) {
        return new SimulatedSweep(List.of(2048.0, 4096.0, 8192.0, 12288.0, 16384.0, 24576.0, 32768.0, 49152.0), 3, 0.02,
                60, sigma, 16, 4096);
    }

    /** Sizes, slope and intercept like the paper's: the intercept is negative, the smallest threshold 1 243 tokens. */
    private static SimulatedSweep paperSweep(double sigma) {
        return new SimulatedSweep(List.of(1.1e6, 1.6e6, 2.4e6, 3.5e6, 4.8e6, 7e6, 12.88e6, 19.3e6), 3, 0.00529, -4576,
                sigma, 128, 262_144);
    }

    /** Four sizes and two seeds: the least from which a law is worth fitting. */
    private static SimulatedSweep quickSweep(double sigma) {
        return new SimulatedSweep(List.of(2048.0, 4096.0, 8192.0, 16384.0), 2, 0.02, 60, sigma, 16, 2048);
    }

    private static SimulatedSweep sweep(String name, double sigma) {
        return switch (name) {
            case "eight" -> sweep(sigma);
            case "paper" -> paperSweep(sigma);
            case "quick" -> quickSweep(sigma);
            default -> throw new IllegalArgumentException("statecap.sweep is '" + name
                    + "', allowed are eight, paper, quick");
        };
    }

    @Test
    void coverage() {
        int repetitions = Integer.getInteger("statecap.repetitions", 2000);
        double sigma = Double.parseDouble(System.getProperty("statecap.sigma", "0.5"));
        SimulatedSweep sweep = sweep(System.getProperty("statecap.sweep", "eight"), sigma);
        List<List<LawFit>> fits = fits(sweep, repetitions);
        int[] covered = covered(sweep, fits);
        System.out.printf(Locale.ROOT, "%d repetitions, sizes %s, %d seeds, T = %s*S + %s, sigma %s octaves%n",
                repetitions, sweep.stateSizes(), sweep.seeds(), sweep.a(), sweep.b(), sigma);
        for (int i = 0; i < NAMES.length; i++) {
            double share = covered[i] / (double) repetitions;
            int method = i / 2;
            int parameter = i % 2;
            double mean = fits.stream().mapToDouble(pair -> pair.get(method).values()[parameter]).average()
                    .orElseThrow();
            System.out.printf(Locale.ROOT, "%-14s covers %.1f %% (standard error %.1f), mean estimate %.3g%n", NAMES[i],
                    100 * share, 100 * Math.sqrt(share * (1 - share) / repetitions), mean);
        }
        for (int i = 0; i < 2; i++) {
            assertEquals(0.95, covered[i] / (double) repetitions, 0.02, NAMES[i]);
        }
    }

    /** The line by interval_ml and by ols of each repetition. */
    static List<List<LawFit>> fits(SimulatedSweep sweep, int repetitions) {
        return IntStream.range(0, repetitions).parallel().mapToObj(repetition -> {
            List<CensoredThreshold> brackets = sweep.draw(new Random(1_000_003L * repetition + 17));
            return List.of(IntervalLaws.fit(Law.LINEAR, brackets),
                    LeastSquaresLaws.fit(Law.LINEAR, SimulatedSweep.upperEnds(brackets)));
        }).toList();
    }

    /** Number of repetitions whose interval holds the truth: interval_ml a, b, ols a, b. */
    static int[] covered(SimulatedSweep sweep, List<List<LawFit>> fits) {
        int[] covered = new int[NAMES.length];
        for (List<LawFit> pair : fits) {
            for (int method = 0; method < 2; method++) {
                covered[2 * method] += pair.get(method).parameter("a").contains(sweep.a()) ? 1 : 0;
                covered[2 * method + 1] += pair.get(method).parameter("b").contains(sweep.b()) ? 1 : 0;
            }
        }
        return covered;
    }
}
