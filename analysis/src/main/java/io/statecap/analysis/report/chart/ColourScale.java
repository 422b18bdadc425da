package io.statecap.analysis.report.chart;

import io.statecap.analysis.view.Numbers;

/**
 * How a grid's values become colours: viridis between {@code low} and {@code high}, values outside clipped. Its
 * luminance rises along the scale, so it also survives a grey printer.
 *
 * @param reversed whether {@code high} is the dark end
 * @param limit where the colours take a step, so that values on either side of it differ clearly; null for
 *     an even scale
 * @param clipped whether some values lie above {@code high}; they have its colour
 */
public record ColourScale(String label, double low, double high, boolean reversed, Double limit, boolean clipped) {

    /** Viridis at 0, 0.1, …, 1; between these anchors, linear interpolation is within a few units of the original. */
    private static final int[] VIRIDIS = {
        0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21918c, 0x22a884, 0x44bf70, 0x7ad151, 0xbddf26, 0xfde725
    };
    /** Where the contrast ratios of viridis to black and to white are equal (WCAG 2: a luminance of 0.179). */
    private static final double EVEN = 0.434;
    private static final double BELOW_LIMIT = 0.3;
    private static final double ABOVE_LIMIT = 0.5;
    private static final int STEPS = 48;
    private static final int STEP = 4;
    private static final double CHARACTER = 6.6;

    /** The colour of {@code value} as {@code #rrggbb}. */
    public String colour(double value) {
        return Ink.between(VIRIDIS, place(value));
    }

    /** Black or white, whichever reads better on the colour of {@code value}. */
    String textOn(double value) {
        return place(value) > EVEN ? "#000000" : "#ffffff";
    }

    /** Where {@code value} lies along viridis. */
    private double place(double value) {
        double inside = Math.min(high, Math.max(low, value));
        double share = limit == null ? share(low, high, inside) : inside <= limit
                ? BELOW_LIMIT * share(low, limit, inside)
                : ABOVE_LIMIT + (1 - ABOVE_LIMIT) * share(limit, high, inside);
        return reversed ? 1 - share : share;
    }

    private static double share(double from, double to, double value) {
        return to > from ? (value - from) / (to - from) : 0;
    }

    /** The scale from its low to its high end, 16 pixels high. */
    Markup drawn() {
        String words = label + "  " + Numbers.plain(low);
        double x = CHARACTER * words.length() + 8;
        Markup svg = new Markup().element("text", words, "y", 12);
        for (int step = 0; step < STEPS; step++) {
            svg.shape("rect", "x", x + STEP * step, "width", STEP + 0.5, "y", 1, "height", 13, "fill",
                    colour(low + (high - low) * step / (STEPS - 1.0)));
        }
        return svg.element("text", (clipped ? "\u2265 " : "") + Numbers.plain(high), "x", x + STEP * STEPS + 8, "y",
                12);
    }
}
