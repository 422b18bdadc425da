package io.statecap.jobs.experiment.cost;

import java.util.Locale;

/** Quantities as people read them. */
public final class Units {

    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final String[] COUNTS = {"", " k", " M", " G", " T", " P", " E"};

    private static final long DAY = 86_400;
    private static final long YEAR = 365 * DAY;

    private Units() {}

    /** For example {@code 1.5 GiB}. */
    public static String bytes(double bytes) {
        return scaled(bytes, 1024, BYTES, " ");
    }

    /** For example {@code 2.5 M}. */
    public static String count(double count) {
        return scaled(count, 1000, COUNTS, "");
    }

    /** For example {@code 2.1 years}, {@code 5d 07h}, {@code 3h 05m}, {@code 2m 10s}, {@code 4s}. */
    public static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "unknown";
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return seconds < 10 ? String.format(Locale.ROOT, "%.1fs", seconds) : whole + "s";
        }
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%dm %02ds", whole / 60, whole % 60);
        }
        if (whole < 2 * DAY) {
            return String.format(Locale.ROOT, "%dh %02dm", whole / 3600, whole % 3600 / 60);
        }
        if (whole < YEAR) {
            return String.format(Locale.ROOT, "%dd %02dh", whole / DAY, whole % DAY / 3600);
        }
        return String.format(Locale.ROOT, "%.1f years", seconds / YEAR);
    }

    /** A number without superfluous zeros. */
    public static String plain(double value) {
        return java.math.BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String scaled(double value, double base, String[] names, String separator) {
        int power = 0;
        while (value >= base && power < names.length - 1) {
            value /= base;
            power++;
        }
        String number = value >= 100 || power == 0 && value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.1f", value);
        return number + separator + names[power];
    }
}
