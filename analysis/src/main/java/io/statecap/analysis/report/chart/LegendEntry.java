package io.statecap.analysis.report.chart;

/** One entry of a plot's legend; {@code symbol} is a weight or shape in lower case, or {@code band}. */
public record LegendEntry(String key, String label, Ink ink, String symbol) {

    /** The entry of lines of the given weight. */
    public static LegendEntry line(String key, String label, Ink ink, Mark.Weight weight) {
        return new LegendEntry(key, label, ink, weight.name().toLowerCase(java.util.Locale.ROOT));
    }

    /** The entry of dots of the given shape. */
    public static LegendEntry dot(String key, String label, Ink ink, Mark.Shape shape) {
        return new LegendEntry(key, label, ink, shape.name().toLowerCase(java.util.Locale.ROOT));
    }
}
