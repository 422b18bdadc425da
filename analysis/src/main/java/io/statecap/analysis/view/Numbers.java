package io.statecap.analysis.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** How numbers are written, on the terminal and in the report: the one place that knows. */
public final class Numbers {

    private static final long KIBI = 1024;
    /** Below this a value is the rounding error of a zero. */
    private static final double NEGLIGIBLE = 1e-12;
    private static final double NEAR_ONE = 1e-3;
    private static final double LEAST_P = 1e-4;
    private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

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

    /** For computers: at most six significant digits, without separators. */
    public static String raw(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return Double.isFinite(value) ? new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros().toString() : "";
    }

    /** Four significant digits, without trailing zeros. */
    public static String plain(double value) {
        double size = Math.abs(value);
        if (size >= 10_000 && size < 1e15) {
            return count(value);
        }
        if (size >= NEGLIGIBLE && (size < LEAST_P || size >= 1e15)) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        String text = size < NEGLIGIBLE ? "0" : fixed(value, Math.max(0, 3 - (int) Math.floor(Math.log10(size))));
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    /**
     * So many significant digits; integers up to nine digits as they are. A number so close to 1 that its digits would
     * not show, as a rate an element is, reads {@code 1+3.1e-07}.
     */
    public static String digits(double value, int digits) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        double size = Math.abs(value);
        if (size < NEGLIGIBLE) {
            return "0";
        }
        if (Math.abs(value - 1) < NEAR_ONE) {
            return String.format(Locale.ROOT, "1%+." + (digits - 2) + "e", value - 1);
        }
        if (size >= NEAR_ONE && size < 1e6) {
            return fixed(value, Math.max(0, digits - 1 - (int) Math.floor(Math.log10(size))));
        }
        return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    }

    /** So many decimals; what rounds to zero has no sign. */
    public static String fixed(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }

    /** {@code [1.5, 3]}, {@code up to 3}, {@code from 1.5}; open ends are null. */
    public static String interval(Double low, Double high, int digits) {
        return low == null && high == null ? "-" : low == null ? "up to " + digits(high, digits)
                : high == null ? "from " + digits(low, digits)
                : "[" + digits(low, digits) + ", " + digits(high, digits) + "]";
    }

    /** {@code 0.5*S - 3}: a line in S. */
    public static String line(double slope, double intercept) {
        return digits(slope, 3) + "*S " + (intercept < 0 ? "- " : "+ ") + digits(Math.abs(intercept), 3);
    }

    /** A probability. */
    public static String p(double value) {
        return value < LEAST_P ? "below 0.0001" : fixed(value, 4);
    }
}
