package io.statecap.analysis.report.chart;

/**
 * A colour as {@code #rrggbb}, for light paper and for a dark screen. Readers with any common colour blindness can tell
 * them apart.
 */
public record Ink(String light, String dark) {

    /** Black on paper, near white on a dark screen. */
    public static final Ink TEXT = new Ink("#1b1f24", "#e8eaed");
    /** For what is given for comparison only. */
    public static final Ink MUTED = new Ink("#6b7280", "#9aa3af");

    /**
     * For lines in an order: dark to light, and far apart also for readers who lack one kind of cone. Six steps differ
     * by 35 or more in CIELAB, where six steps of viridis differ by 14.
     */
    private static final int[] ORDERED_ON_PAPER = {0x2d0038, 0x0325ff, 0x2faac7, 0x9eaa7c, 0xeda329};
    private static final int[] ORDERED_ON_SCREEN = {0xa06fb5, 0x6a80ff, 0x45c4e0, 0xb9c79a, 0xffc45c};

    /**
     * Okabe and Ito (2008) without their yellow, which is lost on white paper, then four of Tol's muted set; the dark
     * variants are lighter.
     */
    private static final Ink[] UNORDERED = {
        new Ink("#0072b2", "#56b4e9"), new Ink("#d55e00", "#ff9248"), new Ink("#009e73", "#2fd3a5"),
        new Ink("#cc79a7", "#e8a3c8"), new Ink("#e69f00", "#f5c04d"), new Ink("#56b4e9", "#9fd6f7"),
        new Ink("#332288", "#8f7fe0"), new Ink("#117733", "#4fb872"), new Ink("#882255", "#d0669b"),
        new Ink("#999933", "#cccc66")
    };

    /** The colour of step {@code index} of {@code count} ordered steps. */
    public static Ink ordered(int index, int count) {
        double along = count <= 1 ? 0.5 : index / (double) (count - 1);
        return new Ink(between(ORDERED_ON_PAPER, along), between(ORDERED_ON_SCREEN, along));
    }

    /** An unordered colour; they repeat after ten. */
    public static Ink unordered(int index) {
        return UNORDERED[Math.floorMod(index, UNORDERED.length)];
    }

    /** The colour at {@code at} in [0, 1] of a scale of anchors at equal distances; values outside are clipped. */
    static String between(int[] anchors, double at) {
        double scaled = Math.min(1, Math.max(0, at)) * (anchors.length - 1);
        int low = Math.min((int) scaled, anchors.length - 2);
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = anchors[low] >> shift & 0xff;
            int to = anchors[low + 1] >> shift & 0xff;
            rgb |= (int) Math.round(from + (scaled - low) * (to - from)) << shift;
        }
        return "#" + Integer.toHexString(0x1000000 | rgb).substring(1);
    }

    /** Attributes of an element of this class and colour. */
    Object[] attributes(String style) {
        return new Object[] {"class", style + " ink", "color", light, "style", "--dark:" + dark};
    }
}
