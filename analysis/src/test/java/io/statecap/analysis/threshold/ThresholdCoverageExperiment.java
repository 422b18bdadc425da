package io.statecap.analysis.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How often the 95 % interval of one size's threshold holds the truth. Trials are coin flips with a share that falls
 * over a factor of about 4 in T, as measured; thresholds are drawn anywhere between the second and the last but one
 * tested length. A minute long, so no build runs it. System properties: {@code statecap.repetitions} (2000),
 * {@code statecap.scale} (0.67), {@code statecap.lengths} (6, powers of two from 32 on).
 */
final class ThresholdCoverageExperiment {

    @Test
    void coverage() {
        int repetitions = Integer.getInteger("statecap.repetitions", 2000);
        double scale = Double.parseDouble(System.getProperty("statecap.scale", "0.67"));
        int[] lengths = IntStream.range(0, Integer.getInteger("statecap.lengths", 6)).map(i -> 32 << i).toArray();
        for (int seeds : new int[] {3, 5, 8}) {
            int[] counts = IntStream.range(0, repetitions).parallel()
                    .mapToObj(i -> one(lengths, seeds, scale, new Random(1_000_003L * i + seeds)))
                    .reduce(new int[3], (a, b) -> new int[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]});
            System.out.printf(Locale.ROOT, "%d seeds, s = %s: interval covers %.1f %%, open at an end %.1f %%,"
                    + " without estimate %.1f %%%n", seeds, scale, 100.0 * counts[0] / repetitions,
                    100.0 * counts[1] / repetitions, 100.0 * counts[2] / repetitions);
            assertEquals(0.95, counts[0] / (double) repetitions, 0.02);
        }
    }

    private static int[] one(int[] lengths, int seeds, double scale, Random random) {
        double low = Math.log(lengths[1]);
        double truth = Math.exp(low + random.nextDouble() * (Math.log(lengths[lengths.length - 2]) - low));
        int[] trials = new int[lengths.length];
        int[] collapsed = new int[lengths.length];
        TreeMap<Integer, Boolean> majority = new TreeMap<>();
        for (int i = 0; i < lengths.length; i++) {
            trials[i] = seeds;
            for (int seed = 0; seed < seeds; seed++) {
                collapsed[i] += random.nextDouble() < 1 / (1 + Math.pow(lengths[i] / truth, 1 / scale)) ? 1 : 0;
            }
            majority.put(lengths[i], 2 * collapsed[i] >= seeds);
        }
        SizeEstimate estimate = LogisticThreshold.of(lengths, trials, collapsed, Bracket.of(majority));
        boolean covers = (estimate.ciLow() == null || estimate.ciLow() <= truth)
                && (estimate.ciHigh() == null || truth <= estimate.ciHigh());
        return new int[] {covers ? 1 : 0, estimate.ciLow() == null || estimate.ciHigh() == null ? 1 : 0,
                estimate.value() == null ? 1 : 0};
    }
}
