package io.statecap.analysis.report.chart;

import java.util.Arrays;
import java.util.stream.Stream;

/** A colour as {@code #rrggbb}, for light paper and for a dark screen. */
public record Ink(String light, String dark) {

    /** Black on paper, near white on a dark screen. */
    public static final Ink TEXT = new Ink("#1b1f24", "#e8eaed");

    /** For what is given for comparison only. */
    public static final Ink MUTED = new Ink("#6b7280", "#9aa3af");

    /** Of an element of this class, followed by more of its attributes. */
    Object[] attributes(String style, Object... more) {
        return Stream.concat(Stream.of("class", style + " ink", "color", light, "style", "--dark:" + dark),
                Arrays.stream(more)).toArray();
    }
}
