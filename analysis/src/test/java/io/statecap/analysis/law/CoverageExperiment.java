package io.statecap.analysis.law;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * How often 95 % intervals hold the true slope and intercept, over simulated sweeps of 8 state sizes and 3 seeds with
 * training lengths in powers of two. Not a test: minutes long. {@code docs/analysis.md} has its command and results.
 *
 * <p>Arguments: repetitions (2000), standard deviation of log2 of a threshold (0.5).
 */
final class CoverageExperiment {

    private static final String[] NAMES = {"interval_ml a", "interval_ml b", "ols a", "ols b"};

    private CoverageExperiment() {}

    static SimulatedSweep sweep(double sigma) {
        return new SimulatedSweep(List.of(2048.0, 4096.0, 8192.0, 12288.0, 16384.0, 24576.0, 32768.0, 49152.0), 3, 0.02,
                60, sigma, 16, 4096);
    }

    public static void main(String[] args) {
        int repetitions = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
        double sigma = args.length > 1 ? Double.parseDouble(args[1]) : 0.5;
        SimulatedSweep sweep = sweep(sigma);
        int[] covered = covered(sweep, repetitions);
        System.out.printf(Locale.ROOT, "%d repetitions, sizes %s, %d seeds, T = %s*S + %s, sigma %s octaves%n",
                repetitions, sweep.stateSizes(), sweep.seeds(), sweep.a(), sweep.b(), sigma);
        for (int i = 0; i < NAMES.length; i++) {
            double share = covered[i] / (double) repetitions;
            System.out.printf(Locale.ROOT, "%-14s covers %.1f %% (standard error %.1f)%n", NAMES[i], 100 * share,
                    100 * Math.sqrt(share * (1 - share) / repetitions));
        }
    }

    /** Number of repetitions whose interval holds the truth: interval_ml a, b, ols a, b. */
    static int[] covered(SimulatedSweep sweep, int repetitions) {
        AtomicIntegerArray covered = new AtomicIntegerArray(NAMES.length);
        IntStream.range(0, repetitions).parallel().forEach(repetition -> {
            List<CensoredThreshold> brackets = sweep.draw(new Random(1_000_003L * repetition + 17));
            count(covered, 0, IntervalLaws.fit(Law.LINEAR, brackets), sweep);
            count(covered, 2, LeastSquaresLaws.fit(Law.LINEAR, SimulatedSweep.upperEnds(brackets)), sweep);
        });
        return IntStream.range(0, NAMES.length).map(covered::get).toArray();
    }

    private static void count(AtomicIntegerArray covered, int first, LawFit fit, SimulatedSweep sweep) {
        if (fit.parameter("a").contains(sweep.a())) {
            covered.incrementAndGet(first);
        }
        if (fit.parameter("b").contains(sweep.b())) {
            covered.incrementAndGet(first + 1);
        }
    }
}
