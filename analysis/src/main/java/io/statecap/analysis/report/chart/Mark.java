package io.statecap.analysis.report.chart;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One thing drawn in a panel. {@code key} names the legend entry that it belongs to (empty for none), {@code label} is
 * shown above the numbers when the pointer is on it.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "mark")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Mark.Line.class, name = "line"),
    @JsonSubTypes.Type(value = Mark.Band.class, name = "band"),
    @JsonSubTypes.Type(value = Mark.Dot.class, name = "dot"),
    @JsonSubTypes.Type(value = Mark.Bracket.class, name = "bracket"),
    @JsonSubTypes.Type(value = Mark.Rule.class, name = "rule")
})
public sealed interface Mark {

    String key();

    String label();

    Ink ink();

    /** How a line is drawn: a mean or fit, a single seed, a law for comparison, a measured loss for comparison. */
    enum Weight { MAIN, THIN, DASHED, DOTTED }

    /** The shape of a dot. */
    enum Shape { CIRCLE, RING, CROSS, DIAMOND, TRIANGLE, DOWN }

    /** A line through (x, y); x ascending. */
    record Line(String key, String label, Ink ink, Weight weight, double[] x, double[] y) implements Mark {}

    /** The area between low and high over x. */
    record Band(String key, String label, Ink ink, double[] x, double[] low, double[] high) implements Mark {}

    /** One point. */
    record Dot(String key, String label, Ink ink, Shape shape, double x, double y) implements Mark {}

    /** An interval over x; a null end is open: drawn to the edge of the panel, with an arrow if its weight is MAIN. */
    record Bracket(String key, String label, Ink ink, Weight weight, double x, Double low,
            Double high) implements Mark {}

    /** A vertical line through the panel at x. */
    record Rule(String key, String label, Ink ink, double x) implements Mark {}
}
