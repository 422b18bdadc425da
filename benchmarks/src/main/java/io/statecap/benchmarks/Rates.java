package io.statecap.benchmarks;

import java.util.Arrays;

/**
 * Tokens per second over some steps.
 *
 * @param best   of the fastest step
 * @param median of the step in the middle
 */
public record Rates(double best, double median) {

    /** @throws IllegalArgumentException without any step */
    public static Rates of(int tokensAStep, double[] secondsOfSteps) {
        if (secondsOfSteps.length == 0) {
            throw new IllegalArgumentException("no step was measured");
        }
        double[] sorted = secondsOfSteps.clone();
        Arrays.sort(sorted);
        return new Rates(tokensAStep / sorted[0], tokensAStep / sorted[sorted.length / 2]);
    }
}
