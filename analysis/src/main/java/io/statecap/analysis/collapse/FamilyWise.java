package io.statecap.analysis.collapse;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * How many standard errors are asked of each of several comparisons, so that their number does not decide: short
 * training lengths have more octaves beyond them than long ones.
 */
final class FamilyWise {

    /** Degrees of freedom of a sequence's own standard error, which comes from eight blocks of its tokens. */
    static final int BLOCK_FREEDOM = 7;
    /** Chance that noise alone makes a collapse, of each of two rules. */
    private static final double CHANCE = 0.025;
    private static final double MEDIAN = 0.5;

    private final Map<List<Number>, Double> quantiles = new ConcurrentHashMap<>();

    /** Standard errors above 0 that noise reaches in any of the comparisons with a chance of at most 2.5 %. */
    double clear(int comparisons, int freedom) {
        return quantile(CHANCE / comparisons, freedom);
    }

    /**
     * Standard errors above the limit that noise reaches in any of the comparisons with a chance of at most a half,
     * where every true excess is the limit itself; 0 for one comparison.
     */
    double median(int comparisons, int freedom) {
        return quantile(MEDIAN / comparisons, freedom);
    }

    private double quantile(double chance, int freedom) {
        return quantiles.computeIfAbsent(List.of(chance, freedom), key ->
                new TDistribution(null, Math.max(1, freedom)).inverseCumulativeProbability(1 - chance));
    }
}
