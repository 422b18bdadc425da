package io.statecap.analysis.report.chart;

import java.util.Locale;

/** One entry of a plot's legend: what marks with this key are, and SVG within 26 by 14 pixels that shows it. */
public record LegendEntry(String key, Ink ink, String symbol) {

    /** The entry of lines of the given weight. */
    public static LegendEntry line(String key, Ink ink, Mark.Weight weight) {
        return of(key, ink, "line " + weight.name().toLowerCase(Locale.ROOT), null, "M1,7H25");
    }

    /** The entry of dots of the given shape. */
    public static LegendEntry dot(String key, Ink ink, Mark.Shape shape) {
        return of(key, ink, shape.style(), "translate(13,7)", shape.path());
    }

    /** The entry of bands, and of bars as pale as bands. */
    public static LegendEntry band(String key, Ink ink) {
        return of(key, ink, "pale", null, "M1,1H25V13H1Z");
    }

    private static LegendEntry of(String key, Ink ink, String style, String place, String path) {
        return new LegendEntry(key, ink, new Markup().open("g", ink.attributes("symbol"))
                .shape("path", "class", style, "transform", place, "d", path).close("g").toString());
    }
}
