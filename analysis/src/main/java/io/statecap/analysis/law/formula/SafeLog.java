package io.statecap.analysis.law.formula;

/** Natural logarithm for searches, which may propose numbers that are not positive. */
final class SafeLog {

    private SafeLog() {}

    /** ln of the number, or of the smallest normal double where the number is smaller. */
    static double of(double number) {
        return Math.log(Math.max(number, Double.MIN_NORMAL));
    }
}
