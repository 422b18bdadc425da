package io.statecap.analysis.report.chart;

import java.util.Locale;

/** One entry of a plot's legend; {@code symbol} is SVG within 26 by 14 pixels. */
public record LegendEntry(String key, String label, Ink ink, String symbol) {

    /** The entry of lines of the given weight. */
    public static LegendEntry line(String key, String label, Ink ink, Mark.Weight weight) {
        return of(key, label, ink, "line " + weight.name().toLowerCase(Locale.ROOT), null, "M1,7H25");
    }

    /** The entry of dots of the given shape. */
    public static LegendEntry dot(String key, String label, Ink ink, Mark.Shape shape) {
        return of(key, label, ink, shape.style(), "translate(13,7)", shape.path());
    }

    /** The entry of bands, and of bars as pale as bands. */
    public static LegendEntry band(String key, String label, Ink ink) {
        return of(key, label, ink, "pale", null, "M1,1H25V13H1Z");
    }

    private static LegendEntry of(String key, String label, Ink ink, String style, String place, String path) {
        return new LegendEntry(key, label, ink, new Markup().open("g", ink.attributes("symbol"))
                .shape("path", "class", style, "transform", place, "d", path).close("g").toString());
    }
}
