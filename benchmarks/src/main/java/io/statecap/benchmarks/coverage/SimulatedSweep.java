package io.statecap.benchmarks.coverage;

import io.statecap.analysis.law.Observation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Sweeps of six depths (S from 1 216 to 9 728 elements) and eight lengths (48 to 512 tokens), as the shipped flagship,
 * whose outcomes are drawn around known thresholds.
 *
 * @param seeds    number of seeds
 * @param bisected whether each size and seed is searched by bisection, as {@code search: bisect} does; else a grid
 * @param shared   standard deviation of ln T* that a seed has for all sizes
 * @param own      standard deviation of ln T* that a seed has for each size by itself
 * @param scale    s of what is left
 */
record SimulatedSweep(int seeds, boolean bisected, double shared, double own, double scale) {

    static final double[] SIZES = {1216, 2432, 3648, 4864, 7296, 9728};
    private static final int[] LENGTHS = {48, 64, 96, 128, 192, 256, 384, 512};
    private static final double BUDGET = 0.6;

    /** @param threshold T* in tokens of S */
    List<Observation> draw(DoubleUnaryOperator threshold, Random random) {
        double[] shift = DoubleStream.generate(random::nextGaussian).limit(seeds).map(one -> shared * one).toArray();
        List<Observation> outcomes = new ArrayList<>();
        for (int size = 0; size < SIZES.length; size++) {
            double centre = Math.log(Math.max(1e-3, threshold.applyAsDouble(SIZES[size])));
            for (int seed = 0; seed < seeds; seed++) {
                double middle = centre + shift[seed] + own * random.nextGaussian();
                boolean[] collapsed = new boolean[LENGTHS.length];
                for (int i = 0; i < LENGTHS.length; i++) {
                    double chance = 1 / (1 + Math.exp((Math.log(LENGTHS[i]) - middle) / scale));
                    collapsed[i] = random.nextDouble() < chance;
                }
                boolean[] tried = new boolean[LENGTHS.length];
                if (bisected) {
                    for (int next = next(collapsed, tried); next >= 0; next = next(collapsed, tried)) {
                        tried[next] = true;
                    }
                } else {
                    Arrays.fill(tried, true);
                }
                for (int i = 0; i < LENGTHS.length; i++) {
                    if (tried[i]) {
                        outcomes.add(new Observation(size, SIZES[size], seed, LENGTHS[i], collapsed[i]));
                    }
                }
            }
        }
        return outcomes;
    }

    /** The length that a bisection tries next; −1 when it ends. */
    private static int next(boolean[] collapsed, boolean[] tried) {
        int lower = -1;
        int used = 0;
        for (int i = 0; i < tried.length; i++) {
            lower = tried[i] && collapsed[i] ? i : lower;
            used += tried[i] ? 1 : 0;
        }
        int upper = lower + 1;
        while (upper < tried.length && !(tried[upper] && !collapsed[upper])) {
            upper++;
        }
        int[] inside = untried(tried, lower + 1, upper);
        if (inside.length > 0) {
            return inside[(inside.length - 1) / 2];
        }
        int[] above = untried(tried, upper, tried.length);
        int[] below = untried(tried, 0, Math.max(0, lower));
        return used >= (int) (BUDGET * tried.length) ? -1 : above.length > 0 ? above[above.length - 1]
                : below.length > 0 ? below[0] : -1;
    }

    private static int[] untried(boolean[] tried, int from, int to) {
        return IntStream.range(from, to).filter(i -> !tried[i]).toArray();
    }
}
