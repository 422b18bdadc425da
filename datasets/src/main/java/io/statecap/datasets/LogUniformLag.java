package io.statecap.datasets;

/**
 * Log-uniform lags: of 1 … n, lag k has probability log((k + 1) / k) / log(n + 1), so that each of the intervals
 * [1, 2), [2, 4), [4, 8) … is about equally likely. Drawn by inversion in a table that serves every n up to the
 * largest, since the distribution for n is that for the largest lag, cut at n. Immutable.
 */
final class LogUniformLag {

    /** {@code below[k - 1]}: probability that the lag is at most k, of 1 … largest. */
    private final double[] below;

    /** {@code guide[g]}: k − 1 of the first lag that a number in [g / largest, (g + 1) / largest) can give. */
    private final int[] guide;

    LogUniformLag(int largest) {
        below = new double[largest];
        guide = new int[largest];
        double whole = StrictMath.log(largest + 1.0);
        for (int k = 1; k <= largest; k++) {
            below[k - 1] = StrictMath.log(k + 1.0) / whole;
        }
        int first = 0;
        for (int g = 0; g < largest; g++) {
            while (first < largest - 1 && below[first] <= (double) g / largest) {
                first++;
            }
            guide[g] = first;
        }
    }

    /**
     * The lag of 1 … n at which the cumulative probability passes {@code uniform}.
     *
     * @param uniform in [0, 1)
     * @param n       from 1 to the largest lag
     */
    int at(double uniform, int n) {
        double point = uniform * below[n - 1];
        // Two roundings can lift a point to the edge of the next table cell: at worst the scan starts a lag early
        // or late by less than 1e-15 in probability, and n bounds it.
        int k = Math.min(guide[Math.min((int) (point * guide.length), guide.length - 1)], n - 1);
        while (k < n - 1 && point >= below[k]) {
            k++;
        }
        return k + 1;
    }
}
