package io.statecap.model.io;

/** Text from an untrusted file, prepared for a message: short, on one line, printable. */
final class Quote {

    private static final int LONGEST = 120;

    private Quote() {}

    /** The text in single quotes. */
    static String of(String text) {
        return "'" + clean(text) + "'";
    }

    /** The text without quotes: control characters become {@code ?}, and a long text is cut. */
    static String clean(String text) {
        if (text == null) {
            return "nothing";
        }
        String clean = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}]", "?");
        return clean.codePointCount(0, clean.length()) > LONGEST
                ? clean.substring(0, clean.offsetByCodePoints(0, LONGEST)) + "…" : clean;
    }
}
