package io.statecap.analysis.report.chart;

import java.util.Locale;

/** How the report writes numbers. */
public final class Numbers {

    private static final long KIBI = 1024;
    /** Below this a value is the rounding error of a zero. */
    private static final double NEGLIGIBLE = 1e-12;

    private Numbers() {}

    /** Tokens, in the paper's K = 1024 where that is exact: {@code 512}, {@code 8K}, {@code 1M}. */
    public static String tokens(double value) {
        long whole = Math.round(value);
        if (whole != value) {
            return plain(value);
        }
        if (whole >= KIBI * KIBI && whole % (KIBI * KIBI) == 0) {
            return whole / (KIBI * KIBI) + "M";
        }
        return whole >= KIBI && whole % KIBI == 0 ? whole / KIBI + "K" : count(whole);
    }

    /** A whole number with its thousands separated. */
    public static String count(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value));
    }

    /** Four significant digits, without trailing zeros. */
    public static String plain(double value) {
        double size = Math.abs(value);
        if (size < NEGLIGIBLE) {
            return "0";
        }
        if (size >= 10_000 && size < 1e15) {
            return count(value);
        }
        if (size < 1e-4 || size >= 1e15) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    /** Two decimals; what rounds to zero has no sign. */
    public static String twoDecimals(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.equals("-0.00") ? "0.00" : text.replace('-', '\u2212');
    }

    /** As the axis writes its values. */
    public static String as(Axis.Format format, double value) {
        return switch (format) {
            case NUMBER -> plain(value);
            case TOKENS -> tokens(value);
            case COUNT -> count(value);
        };
    }
}
