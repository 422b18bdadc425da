package io.statecap.analysis.law;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * How far twice the log-likelihood may fall inside a 95 % interval: {@code n ln(1 + t²/(n − p))} for n observations and
 * p parameters, t being the 97.5 % point of Student's t with n − p degrees of freedom. For exactly known values and a
 * linear law that is the classical interval; 3.84, the chi-squared point, is its limit for many observations and too
 * short for few.
 */
public final class ProfileLimit {

    private static final double CONFIDENCE = 0.95;

    private ProfileLimit() {}

    /**
     * @param observations number of observations
     * @param parameters   number of parameters, fewer than the observations
     */
    public static double of(int observations, int parameters) {
        int freedom = Math.max(1, observations - parameters);
        double t = new TDistribution(null, freedom).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
        return observations * Math.log1p(t * t / freedom);
    }
}
