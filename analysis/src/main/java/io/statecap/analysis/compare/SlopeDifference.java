package io.statecap.analysis.compare;

/**
 * How much steeper one sweep's line is than another's.
 *
 * @param sweep      the one
 * @param against    the other
 * @param difference slope of {@code sweep} minus slope of {@code against}, tokens an element
 * @param ciLow      lower end of the 95 % interval; null where some sweep has one seed a size only
 * @param ciHigh     upper end
 */
public record SlopeDifference(String sweep, String against, double difference, Double ciLow, Double ciHigh) {

    /** Whether the interval holds a value; a missing one holds all. */
    public boolean contains(double value) {
        return ciLow == null || ciHigh == null || ciLow <= value && value <= ciHigh;
    }
}
