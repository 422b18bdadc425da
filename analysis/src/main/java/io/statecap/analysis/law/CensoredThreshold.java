package io.statecap.analysis.law;

/**
 * A threshold that is known to lie in a bracket (interval-censored).
 *
 * @param stateSize S, elements
 * @param lower     the threshold is above it, tokens; null when nothing shorter was tested
 * @param upper     the threshold is at or below it, tokens; null when nothing longer was tested
 */
public record CensoredThreshold(double stateSize, Double lower, Double upper) {

    public CensoredThreshold {
        if (!(stateSize > 0) || lower == null && upper == null || lower != null && !(lower > 0)
                || upper != null && !(upper > (lower == null ? 0 : lower))) {
            throw new IllegalArgumentException("state size " + stateSize + " has the bracket (" + lower + ", " + upper
                    + "], it needs a positive size and at least one end, in ascending order");
        }
    }

    /** Middle of the bracket in octaves; half an octave inside the known end of an open one. */
    double middle() {
        if (lower == null) {
            return upper / Math.sqrt(2);
        }
        return upper == null ? lower * Math.sqrt(2) : Math.sqrt(lower * upper);
    }
}
