package io.statecap.analysis.report.chart;

/** A colour as {@code #rrggbb}, for light paper and for a dark screen. */
public record Ink(String light, String dark) {

    /** Black on paper, near white on a dark screen. */
    public static final Ink TEXT = new Ink("#1b1f24", "#e8eaed");

    /** For what is given for comparison only. */
    public static final Ink MUTED = new Ink("#6b7280", "#9aa3af");

    /** Of an element of this class, followed by more of its attributes. */
    Object[] attributes(String style, Object... more) {
        Object[] all = new Object[more.length + 6];
        all[0] = "class";
        all[1] = style + " ink";
        all[2] = "color";
        all[3] = light;
        all[4] = "style";
        all[5] = "--dark:" + dark;
        System.arraycopy(more, 0, all, 6, more.length);
        return all;
    }
}
