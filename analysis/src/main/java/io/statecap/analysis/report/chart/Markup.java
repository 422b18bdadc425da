package io.statecap.analysis.report.chart;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Elements of SVG and HTML as text; attributes are given as names and values by turns, or as arrays of such, and null
 * values are left out.
 */
public final class Markup {

    private static final Set<String> INLINE = Set.of("a", "button", "h3", "option", "span", "td", "text", "th");
    private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]");

    private final StringBuilder text = new StringBuilder();

    /** Begins an element. */
    public Markup open(String name, Object... attributes) {
        return tag(name, attributes).raw('>');
    }

    /** Ends an element. */
    public Markup close(String name) {
        return raw("</").raw(name).raw(INLINE.contains(name) ? ">" : ">\n");
    }

    /** An element of SVG without content. */
    Markup shape(String name, Object... attributes) {
        return tag(name, attributes).raw("/>");
    }

    /** An element that holds words. */
    public Markup element(String name, String words, Object... attributes) {
        return open(name, attributes).raw(escape(words)).close(name);
    }

    /** What is markup already. */
    public Markup raw(Object markup) {
        text.append(markup);
        return this;
    }

    private Markup tag(String name, Object[] attributes) {
        raw('<').raw(name);
        Object[] flat = Arrays.stream(attributes).flatMap(one -> one instanceof Object[] more ? Arrays.stream(more)
                : Stream.of(one)).toArray();
        for (int i = 0; i < flat.length; i += 2) {
            Object value = flat[i + 1];
            if (value != null) {
                raw(' ').raw(flat[i]).raw("=\"").raw(value instanceof Double number ? pixels(number)
                        : escape(value.toString())).raw('"');
            }
        }
        return this;
    }

    /** A coordinate, to a tenth of a pixel. */
    static String pixels(double value) {
        long tenths = Math.round(10 * value);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
    }

    /** {@code text} for element content and quoted attributes; characters that XML forbids are left out. */
    public static String escape(String text) {
        return FORBIDDEN.matcher(text).replaceAll("").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                .replace("\"", "&quot;").replace("'", "&#39;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
