package io.statecap.analysis.report.chart;

/**
 * An axis of a line plot.
 *
 * @param label what it shows, with its unit
 * @param scale how values lie along it
 * @param format how its values are written
 * @param shared whether all panels of the plot have the same range
 */
public record Axis(String label, Scale scale, Format format, boolean shared) {

    /** How values lie along an axis. */
    public enum Scale { LINEAR, LOG2 }

    /** How values are written: {@code 0.12}, tokens with K = 1024, or whole numbers with thousands separated. */
    public enum Format { NUMBER, TOKENS, COUNT }

    /** Whether the axis can show {@code value}. */
    public boolean shows(double value) {
        return Double.isFinite(value) && (scale == Scale.LINEAR || value > 0);
    }

    /** Where {@code value} lies: itself, or its logarithm to base 2. */
    public double place(double value) {
        return scale == Scale.LINEAR ? value : Math.log(value) / Math.log(2);
    }

    /** The value at a place: the inverse of {@link #place}. */
    public double valueAt(double place) {
        return scale == Scale.LINEAR ? place : Math.pow(2, place);
    }
}
