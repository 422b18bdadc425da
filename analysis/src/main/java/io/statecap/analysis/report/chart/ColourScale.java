package io.statecap.analysis.report.chart;

/**
 * How a grid's values become colours: viridis between {@code low} and {@code high}, values outside clipped.
 *
 * @param reversed whether {@code high} is the dark end
 * @param limit where the colours take a step, so that values on either side of it differ clearly; null for
 *     an even scale
 * @param clipped whether some values lie above {@code high}; they have its colour
 */
public record ColourScale(String label, double low, double high, boolean reversed, Double limit, boolean clipped) {

    private static final double BELOW_LIMIT = 0.3;
    private static final double ABOVE_LIMIT = 0.5;

    /** The colour of {@code value} as {@code #rrggbb}. */
    public String colour(double value) {
        double share = share(Math.min(high, Math.max(low, value)));
        return Palette.viridis(reversed ? 1 - share : share);
    }

    private double share(double value) {
        if (limit == null) {
            return between(low, high, value);
        }
        return value <= limit ? BELOW_LIMIT * between(low, limit, value)
                : ABOVE_LIMIT + (1 - ABOVE_LIMIT) * between(limit, high, value);
    }

    private static double between(double from, double to, double value) {
        return to > from ? (value - from) / (to - from) : 0;
    }
}
