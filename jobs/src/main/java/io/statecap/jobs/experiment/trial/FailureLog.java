package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.experiment.config.Trial;
import java.time.Instant;
import org.apache.commons.lang3.exception.ExceptionUtils;

/** The log that a failed trial leaves, with everything needed to look into it. */
public final class FailureLog {

    private static final int LONGEST_REASON = 400;

    private FailureLog() {}

    public static String text(Trial trial, int attempt, String reason, Throwable cause) {
        return """
                trial    %s
                cell     %s T=%d seed=%d
                time     %s
                attempt  %d
                version  %s
                reason   %s
                config   %s

                %s""".formatted(trial.trialId(), trial.group(), trial.training().length(), trial.training().seed(),
                Instant.now(), attempt, Provenance.text(), reason, trial.configJson(),
                ExceptionUtils.getStackTrace(cause));
    }

    /** What went wrong, as one sentence on one line. */
    public static String reason(Throwable error) {
        String message = error.getMessage();
        String text = message == null || message.isBlank() ? "" : ": " + message.lines().findFirst().orElse("").strip();
        String reason = error.getClass().getSimpleName() + text;
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
    }
}
