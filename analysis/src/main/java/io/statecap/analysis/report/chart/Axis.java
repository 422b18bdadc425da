package io.statecap.analysis.report.chart;

import io.statecap.analysis.view.Numbers;
import java.util.List;

/**
 * An axis of a line plot.
 *
 * @param label what it shows, with its unit
 * @param scale how values lie along it
 * @param format how its values are written
 * @param shared whether all panels of the plot have the same range
 * @param ticks values to name, ascending; empty for round ones
 */
public record Axis(String label, Scale scale, Format format, boolean shared, List<Double> ticks) {

    /** An axis with round ticks, the same for all panels. */
    public Axis(String label, Scale scale, Format format) {
        this(label, scale, format, true, List.of());
    }

    /** Token positions and lengths, on a logarithmic scale. */
    public static Axis tokens(String of) {
        return new Axis(of + ", tokens (K = 1024)", Scale.LOG2, Format.TOKENS);
    }

    /** Numbers on a linear scale. */
    public static Axis number(String label, boolean shared) {
        return new Axis(label, Scale.LINEAR, Format.NUMBER, shared, List.of());
    }

    public static Axis loss(boolean shared) {
        return number("loss, nats per scored token", shared);
    }

    /** How values lie along an axis. */
    public enum Scale { LINEAR, LOG2 }

    /** How values are written: {@code 0.12}, tokens with K = 1024, or whole numbers with thousands separated. */
    public enum Format {
        NUMBER, TOKENS, COUNT;

        String text(double value) {
            return this == NUMBER ? Numbers.plain(value) : this == TOKENS ? Numbers.tokens(value)
                    : Numbers.count(value);
        }
    }

    /** Whether the axis can show {@code value}. */
    boolean shows(double value) {
        return Double.isFinite(value) && (scale == Scale.LINEAR || value > 0);
    }

    /** Where {@code value} lies: itself, or its logarithm to base 2. */
    double place(double value) {
        return scale == Scale.LINEAR ? value : Math.log(value) / Math.log(2);
    }
}
