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

    /** Whether the interval is closed and holds the value. */
    public boolean contains(double truth) {
        return (ciLow == null || ciLow <= truth) && (ciHigh == null || truth <= ciHigh);
    }
}
