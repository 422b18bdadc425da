package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.experiment.config.Trial;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;

/** The log that a failed trial leaves, with everything needed to look into it. */
public final class FailureLog {

    private static final int LONGEST_REASON = 400;

    private FailureLog() {}

    public static String text(Trial trial, int attempt, String reason, Throwable cause) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.println("trial    " + trial.trialId());
        out.println("cell     " + trial.group() + " T=" + trial.training().length() + " seed="
                + trial.training().seed());
        out.println("time     " + Instant.now());
        out.println("attempt  " + attempt);
        out.println("version  " + Provenance.text());
        out.println("reason   " + reason);
        out.println("config   " + trial.configJson());
        out.println();
        cause.printStackTrace(out);
        out.flush();
        return text.toString();
    }

    /** What went wrong, as one sentence on one line. */
    public static String reason(Throwable error) {
        String message = error.getMessage();
        String text = message == null || message.isBlank() ? "" : ": " + message.lines().findFirst().orElse("").strip();
        String reason = error.getClass().getSimpleName() + text;
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
    }
}
