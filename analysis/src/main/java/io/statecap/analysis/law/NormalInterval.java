package io.statecap.analysis.law;

import org.apache.commons.math3.special.Erf;

/** Logarithm of the probability that a standard normal variable lies in an interval, accurate far into the tails. */
final class NormalInterval {

    private static final double SQRT_2 = Math.sqrt(2);
    private static final double LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);
    /** Beyond it the asymptotic series of the upper tail is exact to double precision. */
    private static final double FAR = 30;

    private NormalInterval() {}

    /** ln P(low < Z <= high), low < high; either end may be infinite. */
    static double logProbability(double low, double high) {
        if (low >= 0) {
            return logDifference(low, high);
        }
        if (high <= 0) {
            return logDifference(-high, -low);
        }
        return Math.log1p(-upperTail(high) - upperTail(-low));
    }

    private static double logDifference(double near, double far) {
        double logNear = logUpperTail(near);
        if (Double.isInfinite(far)) {
            return logNear;
        }
        return logNear + Math.log(-Math.expm1(logUpperTail(far) - logNear));
    }

    private static double upperTail(double z) {
        return z == Double.POSITIVE_INFINITY ? 0 : 0.5 * Erf.erfc(z / SQRT_2);
    }

    private static double logUpperTail(double z) {
        if (z < FAR) {
            return Math.log(upperTail(z));
        }
        double square = z * z;
        return -square / 2 - Math.log(z) - LOG_SQRT_2_PI
                + Math.log1p(-1 / square + 3 / (square * square) - 15 / (square * square * square));
    }
}
