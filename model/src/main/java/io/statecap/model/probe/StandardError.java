package io.statecap.model.probe;

/** Standard errors of means. */
final class StandardError {

    private StandardError() {}

    /** Of the mean of these values; NaN below two. */
    static double ofMean(double[] values) {
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
