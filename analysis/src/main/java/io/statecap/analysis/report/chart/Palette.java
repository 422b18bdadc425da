package io.statecap.analysis.report.chart;

/**
 * Colours that readers with any common colour blindness can tell apart: viridis for the cells of grids (its luminance
 * rises along the scale, so it also survives a grey printer), a scale with larger steps for lines in an order and the
 * set of Okabe and Ito for unordered ones, followed by four of Tol's muted set.
 */
public final class Palette {

    /** Viridis at 0, 0.1, …, 1; between these anchors, linear interpolation is within a few units of the original. */
    private static final int[] VIRIDIS = {
        0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21918c, 0x22a884, 0x44bf70, 0x7ad151, 0xbddf26, 0xfde725
    };

    /**
     * For lines in an order: dark to light, and far apart also for readers who lack one kind of cone. Six steps differ
     * by 35 or more in CIELAB, where six steps of viridis differ by 14.
     */
    private static final int[] ORDERED_ON_PAPER = {0x2d0038, 0x0325ff, 0x2faac7, 0x9eaa7c, 0xeda329};
    private static final int[] ORDERED_ON_SCREEN = {0xa06fb5, 0x6a80ff, 0x45c4e0, 0xb9c79a, 0xffc45c};

    /** Okabe and Ito (2008) without their yellow, which is lost on white paper; the dark variants are lighter. */
    private static final Ink[] UNORDERED = {
        new Ink("#0072b2", "#56b4e9"), new Ink("#d55e00", "#ff9248"), new Ink("#009e73", "#2fd3a5"),
        new Ink("#cc79a7", "#e8a3c8"), new Ink("#e69f00", "#f5c04d"), new Ink("#56b4e9", "#9fd6f7"),
        new Ink("#332288", "#8f7fe0"), new Ink("#117733", "#4fb872"), new Ink("#882255", "#d0669b"),
        new Ink("#999933", "#cccc66")
    };

    private Palette() {}

    /** The colour of step {@code index} of {@code count} ordered steps. */
    public static Ink ordered(int index, int count) {
        double along = count <= 1 ? 0.5 : index / (double) (count - 1);
        return new Ink(between(ORDERED_ON_PAPER, along), between(ORDERED_ON_SCREEN, along));
    }

    /** An unordered colour; they repeat after ten. */
    public static Ink unordered(int index) {
        return UNORDERED[Math.floorMod(index, UNORDERED.length)];
    }

    /** Viridis at {@code at} in [0, 1], as {@code #rrggbb}; values outside are clipped. */
    public static String viridis(double at) {
        return between(VIRIDIS, at);
    }

    private static String between(int[] anchors, double at) {
        double scaled = Math.min(1, Math.max(0, at)) * (anchors.length - 1);
        int low = Math.min((int) scaled, anchors.length - 2);
        double share = scaled - low;
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = anchors[low] >> shift & 0xff;
            int to = anchors[low + 1] >> shift & 0xff;
            rgb |= (int) Math.round(from + share * (to - from)) << shift;
        }
        return "#" + Integer.toHexString(0x1000000 | rgb).substring(1);
    }

    /** Black or white, whichever reads better on {@code background}. */
    public static String textOn(String background) {
        int rgb = Integer.parseInt(background.substring(1), 16);
        double luminance = 0.2126 * linear(rgb >> 16 & 0xff) + 0.7152 * linear(rgb >> 8 & 0xff)
                + 0.0722 * linear(rgb & 0xff);
        // 0.179 is where the contrast ratios to black and to white are equal (WCAG 2).
        return luminance > 0.179 ? "#000000" : "#ffffff";
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
