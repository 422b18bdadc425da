package io.statecap.analysis.report.chart;

/**
 * How a grid's values become colours: viridis between {@code low} and {@code high}, values outside clipped.
 *
 * @param reversed whether {@code high} is the dark end
 * @param root whether colours follow the square root of the distance from {@code low}, which spreads small values
 */
public record ColourScale(String label, double low, double high, boolean reversed, boolean root) {

    /** The colour of {@code value} as {@code #rrggbb}. */
    public String colour(double value) {
        double share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
        share = root ? Math.sqrt(share) : share;
        return Palette.viridis(reversed ? 1 - share : share);
    }
}
