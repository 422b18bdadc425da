package io.statecap.analysis.text;

/** Numbers of things in words. */
public final class Count {

    private Count() {}

    /** For example {@code 1 trial}, {@code 2 trials}. */
    public static String of(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
