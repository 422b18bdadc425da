package io.statecap.model.probe;

/**
 * Running mean, variance and largest magnitude. Sums run over differences from the first value, so that the variance of
 * values that hardly differ does not vanish in rounding.
 */
final class Moments {

    private long count;
    private double pivot;
    private double sum;
    private double squares;
    private double maxAbs;

    void add(float[] values, int from, int n) {
        for (int i = from; i < from + n; i++) {
            add(values[i]);
        }
    }

    void add(double value) {
        if (count == 0) {
            pivot = value;
        }
        double difference = value - pivot;
        sum += difference;
        squares += difference * difference;
        maxAbs = Math.max(maxAbs, Math.abs(value));
        count++;
    }

    double mean() {
        return pivot + sum / count;
    }

    /** Mean squared distance from the mean (divided by the count, not by one less). */
    double variance() {
        double shift = sum / count;
        return Math.max(0, squares / count - shift * shift);
    }

    double rms() {
        double mean = mean();
        return Math.sqrt(mean * mean + variance());
    }

    double maxAbs() {
        return maxAbs;
    }

    void clear() {
        count = 0;
        sum = 0;
        squares = 0;
        maxAbs = 0;
    }

    /** Standard error of the mean of these values; NaN below two. */
    static double standardErrorOfMean(double[] values) {
        if (values.length < 2) {
            return Double.NaN;
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - sum / values.length) * (value - sum / values.length);
        }
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }
}
