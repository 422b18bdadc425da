package io.statecap.analysis.law;

import org.apache.commons.math3.distribution.TDistribution;

/** Quantiles of Student's t. */
final class StudentT {

    private static final double CONFIDENCE = 0.95;

    private StudentT() {}

    /** The 97.5 % point, which bounds a two-sided 95 % interval; for at least one degree of freedom. */
    static double quantile(int degreesOfFreedom) {
        return new TDistribution(null, degreesOfFreedom).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    }
}
