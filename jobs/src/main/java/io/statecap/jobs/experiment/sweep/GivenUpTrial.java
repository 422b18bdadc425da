package io.statecap.jobs.experiment.sweep;

import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.trial.AttemptCounter;
import io.statecap.jobs.experiment.trial.Criteria;
import io.statecap.jobs.experiment.trial.FailureLog;
import io.statecap.jobs.experiment.trial.Provenance;
import io.statecap.jobs.experiment.trial.Reason;
import io.statecap.jobs.experiment.trial.TrialContext;
import io.statecap.jobs.experiment.trial.TrialReport;
import io.statecap.jobs.experiment.trial.TrialRowAssembler;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.results.TrialRows;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** The row of a trial that never came back: written by the driver, as its executors were lost. */
final class GivenUpTrial {

    private static final Pattern TASK_FAILURE = Pattern.compile("Task \\d+ in stage \\S+ failed \\d+ times");

    private final ResultsDirectory results;
    private final SweepConfig config;

    GivenUpTrial(ResultsDirectory results, SweepConfig config) {
        this.results = results;
        this.config = config;
    }

    /** Whether it was the trial's task that failed too often, and not Spark as a whole that ended. */
    static boolean isTaskFailure(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && TASK_FAILURE.matcher(cause.getMessage()).find()) {
                return true;
            }
        }
        return false;
    }

    TrialReport record(Trial trial, Throwable error) throws IOException {
        // The last attempt may have written its rows before it was lost.
        List<TrialRow> held = results.read(Table.TRIALS, trial.trialId());
        if (!held.isEmpty()) {
            return TrialReport.of(held.get(0));
        }
        int attempts = new AttemptCounter(results, trial.trialId()).read();
        String reason = "given up after " + attempts + (attempts == 1 ? " attempt: " : " attempts: ") + cause(error);
        TrialContext context = new TrialContext(config.name(), Provenance.text(), config.execution(),
                Criteria.of(config.criterion()), results, attempts, 0, () -> false, progress -> { });
        TrialRow row = new TrialRowAssembler(trial, context, Instant.now()).failed(reason);
        results.writeLog(trial.trialId(), FailureLog.text(trial, attempts, reason, error));
        results.writeTrial(TrialRows.of(row, List.of()));
        return TrialReport.of(row);
    }

    /** Spark's message says in its first line why the last attempt was lost, behind the names of its own parts. */
    private static String cause(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root != error) {
            return Reason.of(root);
        }
        String message = Reason.of(error);
        int failure = message.indexOf("most recent failure: ");
        return failure < 0 ? message : message.substring(failure + "most recent failure: ".length());
    }
}
