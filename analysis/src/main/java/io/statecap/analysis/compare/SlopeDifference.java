package io.statecap.analysis.compare;

import io.statecap.analysis.law.Estimate;

/**
 * How much steeper one sweep's line is than another's.
 *
 * @param sweep      the one
 * @param against    the other
 * @param difference slope of {@code sweep} minus slope of {@code against}, tokens an element
 * @param ciLow      lower end of the 95 % interval; null where a slope's interval is open
 * @param ciHigh     upper end
 */
public record SlopeDifference(String sweep, String against, double difference, Double ciLow, Double ciHigh) {

    /** From the intervals of both slopes, whose distances from the estimates add up as squares (Zou 2008, MOVER). */
    static SlopeDifference of(String sweep, String against, Estimate own, Estimate first) {
        double difference = own.value() - first.value();
        return new SlopeDifference(sweep, against, difference,
                own.ciLow() == null || first.ciHigh() == null ? null
                        : (Double) (difference - Math.hypot(own.value() - own.ciLow(), first.ciHigh() - first.value())),
                own.ciHigh() == null || first.ciLow() == null ? null
                        : (Double) (difference + Math.hypot(own.ciHigh() - own.value(), first.value() - first
                                .ciLow())));
    }

    /** Whether the interval holds a value; an open end holds everything on its side. */
    public boolean contains(double value) {
        return (ciLow == null || ciLow <= value) && (ciHigh == null || value <= ciHigh);
    }
}
