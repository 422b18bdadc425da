package io.statecap.datasets;

import java.util.Arrays;

/**
 * Log-uniform lags: of 1 … n, lag k has probability log((k + 1) / k) / log(n + 1), so that each of the intervals
 * [1, 2), [2, 4), [4, 8) … is about equally likely. Drawn by inversion in a table that serves every n up to the
 * largest, since the distribution for n is that for the largest lag, cut at n. Immutable.
 */
final class LogUniformLag {

    /** {@code below[k - 1]}: probability that the lag is at most k, of 1 … largest. */
    private final double[] below;

    LogUniformLag(int largest) {
        below = new double[largest];
        double whole = StrictMath.log(largest + 1.0);
        for (int k = 1; k <= largest; k++) {
            below[k - 1] = StrictMath.log(k + 1.0) / whole;
        }
    }

    /**
     * The lag of 1 … n at which the cumulative probability passes {@code uniform}.
     *
     * @param uniform in [0, 1)
     * @param n       from 1 to the largest lag
     */
    int at(double uniform, int n) {
        int found = Arrays.binarySearch(below, 0, n, uniform * below[n - 1]);
        // A lag whose probability is met exactly is passed as well; rounding may lift the last one to its edge.
        return Math.min(n, found < 0 ? -found : found + 2);
    }
}
