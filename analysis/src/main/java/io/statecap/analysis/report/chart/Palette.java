package io.statecap.analysis.report.chart;

/**
 * Colours that readers with any common colour blindness can tell apart: viridis for ordered values (its luminance rises
 * along the scale, so it also survives a grey printer) and the set of Okabe and Ito for unordered ones, followed by four
 * of Tol's muted set.
 */
public final class Palette {

    /** Viridis at 0, 0.1, …, 1; between these anchors, linear interpolation is within a few units of the original. */
    private static final int[] VIRIDIS = {
        0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21918c, 0x22a884, 0x44bf70, 0x7ad151, 0xbddf26, 0xfde725
    };

    /** Okabe and Ito (2008) without their yellow, which is lost on white paper; the dark variants are lighter. */
    private static final Ink[] UNORDERED = {
        new Ink("#0072b2", "#56b4e9"), new Ink("#d55e00", "#ff9248"), new Ink("#009e73", "#2fd3a5"),
        new Ink("#cc79a7", "#e8a3c8"), new Ink("#e69f00", "#f5c04d"), new Ink("#56b4e9", "#9fd6f7"),
        new Ink("#332288", "#8f7fe0"), new Ink("#117733", "#4fb872"), new Ink("#882255", "#d0669b"),
        new Ink("#999933", "#cccc66")
    };

    /** Number of unordered colours. */
    public static final int DISTINCT = UNORDERED.length;

    private Palette() {}

    /**
     * The colour of step {@code index} of {@code count} ordered steps; the first is the darkest on paper and the
     * faintest that still reads on a dark screen.
     */
    public static Ink ordered(int index, int count) {
        double along = count <= 1 ? 0.5 : index / (double) (count - 1);
        return new Ink(viridis(0.02 + 0.80 * along), viridis(0.36 + 0.64 * along));
    }

    /** An unordered colour; they repeat after ten. */
    public static Ink unordered(int index) {
        return UNORDERED[Math.floorMod(index, UNORDERED.length)];
    }

    /** Viridis at {@code at} in [0, 1], as {@code #rrggbb}; values outside are clipped. */
    public static String viridis(double at) {
        double scaled = Math.min(1, Math.max(0, at)) * (VIRIDIS.length - 1);
        int low = Math.min((int) scaled, VIRIDIS.length - 2);
        double share = scaled - low;
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = VIRIDIS[low] >> shift & 0xff;
            int to = VIRIDIS[low + 1] >> shift & 0xff;
            rgb |= (int) Math.round(from + share * (to - from)) << shift;
        }
        return String.format("#%06x", rgb);
    }

    /** Black or white, whichever reads better on {@code background}. */
    public static String textOn(String background) {
        int rgb = Integer.parseInt(background.substring(1), 16);
        double luminance = 0.2126 * linear(rgb >> 16 & 0xff) + 0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
        // 0.179 is where the contrast ratios to black and to white are equal (WCAG 2).
        return luminance > 0.179 ? "#000000" : "#ffffff";
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
