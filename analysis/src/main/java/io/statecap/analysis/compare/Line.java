package io.statecap.analysis.compare;

/**
 * T = a S + b.
 *
 * @param slope     a, tokens an element
 * @param intercept b, tokens
 */
public record Line(double slope, double intercept) {

    /** T in tokens at S elements; may be negative. */
    public double threshold(double stateSize) {
        return slope * stateSize + intercept;
    }
}
