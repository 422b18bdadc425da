package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.experiment.config.Trial;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;

/** The log that a failed trial leaves, with everything needed to look into it. */
public final class FailureLog {

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
}
