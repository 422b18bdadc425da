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
        StringBuilder clean = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> clean.appendCodePoint(printable(c) ? c : '?'));
        return text.codePointCount(0, text.length()) > LONGEST ? clean + "…" : clean.toString();
    }

    private static boolean printable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
