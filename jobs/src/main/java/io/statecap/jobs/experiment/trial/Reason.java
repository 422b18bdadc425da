package io.statecap.jobs.experiment.trial;

/** What went wrong, as one sentence on one line. */
public final class Reason {

    private static final int LONGEST = 400;

    private Reason() {}

    public static String of(Throwable error) {
        String message = error.getMessage();
        String text = message == null || message.isBlank() ? "" : ": " + message.lines().findFirst().orElse("").strip();
        String reason = error.getClass().getSimpleName() + text;
        return reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "…";
    }
}
