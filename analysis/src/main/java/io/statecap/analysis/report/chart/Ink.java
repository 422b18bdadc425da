package io.statecap.analysis.report.chart;

/** A colour as {@code #rrggbb}, for light paper and for a dark screen. */
public record Ink(String light, String dark) {

    /** Black on paper, near white on a dark screen. */
    public static final Ink TEXT = new Ink("#1b1f24", "#e8eaed");

    /** For what is given for comparison only. */
    public static final Ink MUTED = new Ink("#6b7280", "#9aa3af");
}
