package io.statecap.analysis.law;

/**
 * One fitted parameter with its 95 % interval.
 *
 * @param name   as in {@link Law#parameterNames()}
 * @param value  best value
 * @param ciLow  lower end; null where the data leave it open
 * @param ciHigh upper end; null where the data leave it open
 */
public record Estimate(String name, double value, Double ciLow, Double ciHigh) {

    public Estimate {
        // An end beyond the range of doubles, as of a factor far outside the data, is open.
        ciLow = ciLow == null || Double.isInfinite(ciLow) ? null : ciLow;
        ciHigh = ciHigh == null || Double.isInfinite(ciHigh) ? null : ciHigh;
    }

    /** Whether the interval holds a value; an open end holds everything on its side. */
    public boolean contains(double truth) {
        return (ciLow == null || ciLow <= truth) && (ciHigh == null || truth <= ciHigh);
    }
}
