package io.statecap.analysis.report.chart;

import java.util.Set;

/** Elements of SVG and HTML as text; attributes are given as names and values by turns, null values are left out. */
public final class Markup {

    private static final Set<String> INLINE = Set.of("a", "button", "h3", "option", "span", "td", "text", "th");

    private final StringBuilder text = new StringBuilder();

    /** Begins an element. */
    public Markup open(String name, Object... attributes) {
        tag(name, attributes);
        text.append('>');
        return this;
    }

    /** Ends an element. */
    public Markup close(String name) {
        text.append("</").append(name).append(INLINE.contains(name) ? ">" : ">\n");
        return this;
    }

    /** An element of SVG without content. */
    Markup shape(String name, Object... attributes) {
        tag(name, attributes);
        text.append("/>");
        return this;
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

    private void tag(String name, Object[] attributes) {
        text.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            Object value = attributes[i + 1];
            if (value != null) {
                text.append(' ').append(attributes[i]).append("=\"").append(value instanceof Double number
                        ? pixels(number) : escape(value.toString())).append('"');
            }
        }
    }

    /** A coordinate, to a tenth of a pixel. */
    static String pixels(double value) {
        long tenths = Math.round(10 * value);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
    }

    /** {@code text} for element content and quoted attributes; characters that XML forbids are left out. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> {
                    if (c >= ' ' && c != '\ufffe' && c != '\uffff' || c == '\n' || c == '\t') {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
