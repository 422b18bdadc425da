package io.statecap.analysis.report.chart;

import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
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

    /** Token positions and lengths, on a logarithmic scale. */
    public static Axis tokens(String of) {
        return new Axis(of + ", tokens (K = 1024)", Scale.LOG2, Format.TOKENS, true, List.of());
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
            return switch (this) {
                case NUMBER -> Numbers.plain(value);
                case TOKENS -> Numbers.tokens(value);
                case COUNT -> Numbers.count(value);
            };
        }
    }

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

    /** The axis' own ticks, or about {@code wanted} round values: powers of two on a logarithmic axis. */
    public List<Double> ticksBetween(double low, double high, int wanted) {
        if (!ticks.isEmpty()) {
            return ticks.stream().filter(tick -> tick >= low && tick <= high).toList();
        }
        return scale == Scale.LINEAR ? roundValues(low, high, Math.max(2, wanted))
                : powersOfTwo(low, high, Math.max(2, wanted));
    }

    private static List<Double> roundValues(double low, double high, int wanted) {
        double rough = (high - low) / wanted;
        double decade = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = decade * (rough / decade <= 1 ? 1 : rough / decade <= 2 ? 2 : rough / decade <= 5 ? 5 : 10);
        List<Double> values = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
            values.add(i * step);
        }
        return values;
    }

    private static List<Double> powersOfTwo(double low, double high, int wanted) {
        int first = (int) Math.ceil(Math.log(low) / Math.log(2) - 1e-9);
        int last = (int) Math.floor(Math.log(high) / Math.log(2) + 1e-9);
        int step = Math.max(1, (last - first + wanted) / wanted);
        List<Double> values = new ArrayList<>();
        for (int power = first; power <= last; power++) {
            if (Math.floorMod(power, step) == 0) {
                values.add(Math.pow(2, power));
            }
        }
        return values;
    }
}
