package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.common.HostName;
import io.statecap.jobs.experiment.config.ExecutionSettings;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.probe.ProbeParts;
import io.statecap.jobs.results.Checkpoints;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.results.TrialRows;
import io.statecap.jobs.results.files.StorageException;
import io.statecap.model.engine.DeviceException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.fs.Path;

/**
 * What attempts at the trials of a sweep share. Each runs a trial and writes its rows, and what goes wrong with the
 * trial itself becomes a row too. Only what another attempt may cure leaves as an exception: a stop, or a fault of the
 * machine.
 *
 * @param sweep     name of the sweep
 * @param execution threads, limits, checkpoints
 * @param criterion rule by which the trial's curve is judged
 * @param results   where rows, checkpoints and logs go
 * @param runner    makes the numbers
 */
public record TrialAttempt(String sweep, ExecutionSettings execution, Criterion criterion,
                           ResultsDirectory results, TrialRunner runner) implements Serializable {

    /**
     * A machine failed an attempt at a trial: memory, linkage, files, a device. Not a result: the trial is tried again,
     * elsewhere where there is an elsewhere. Carries no cause, since Spark ends a JVM for some of them.
     */
    public static final class HostFaultException extends Exception {

        private static final long serialVersionUID = 1L;

        private HostFaultException(Throwable fault) {
            super(FailureLog.reason(fault) + " (on " + HostName.current() + ")");
        }

        /** Whether an error, or what caused it, is the machine's and not the trial's. */
        private static boolean isIn(Throwable error) {
            return ExceptionUtils.getThrowableList(error).stream().anyMatch(cause ->
                    cause instanceof VirtualMachineError || cause instanceof LinkageError
                    || cause instanceof IOException || cause instanceof UncheckedIOException
                    || cause instanceof DeviceException);
        }
    }

    /** Attempts at the trials of a sweep. */
    public static TrialAttempt of(SweepConfig config, ResultsDirectory results, TrialRunner runner) {
        return new TrialAttempt(config.name(), config.execution(), config.criterion(), results, runner);
    }

    /**
     * Runs a trial that the results do not hold yet.
     *
     * @param devices       devices that the cluster gave to the task, by their numbers; empty in local mode
     * @param memoryLimit   bytes that it may use
     * @param stopRequested whether it should write a checkpoint and stop
     * @param progress      takes what it is doing
     * @throws ProbeParts.StoppedException if it was told to stop
     * @throws HostFaultException         if this machine failed it
     */
    public TrialReport run(Trial trial, List<String> devices, long memoryLimit, BooleanSupplier stopRequested,
                           Consumer<TrialProgress> progress) throws Exception {
        // An executor that was thought lost may have finished after all.
        Optional<TrialReport> done = done(trial);
        if (done.isPresent()) {
            return done.get();
        }
        try {
            List<String> notes = Collections.synchronizedList(new ArrayList<>());
            Checkpoints checkpoints = results.checkpoints(trial.trialId());
            int attempt = checkpoints.attempts() + 1;
            checkpoints.writeAttempts(attempt);
            return written(trial, new TrialContext(this, attempt, devices, memoryLimit, stopRequested, progress,
                    notes::add, new AtomicReference<>()), notes);
        } catch (StorageException e) {
            // Another attempt would meet the same: the driver ends the sweep with this sentence.
            return TrialReport.stoppedByStorage(trial.trialId(), e.getMessage());
        }
    }

    /**
     * Writes the row of a trial that was lost with the machines that ran it.
     *
     * @param reason why the last attempt was lost
     * @param cause  for the log; null if that attempt has left one
     */
    public TrialReport lost(Trial trial, String reason, Throwable cause) throws IOException {
        // The last attempt may have written its rows before it was lost.
        Optional<TrialReport> done = done(trial);
        if (done.isPresent()) {
            return done.get();
        }
        int attempts = results.checkpoints(trial.trialId()).attempts();
        TrialRows rows = failed(trial, new TrialContext(this, attempts, List.of(), 0, () -> false, progress -> { },
                note -> { }, new AtomicReference<>()), Instant.now(),
                "given up after " + attempts + (attempts == 1 ? " attempt: " : " attempts: ") + reason, List.of(),
                cause);
        results.writeTrial(rows);
        return TrialReport.of(rows.trial());
    }

    private Optional<TrialReport> done(Trial trial) throws IOException {
        return results.read(Table.TRIALS, trial.trialId()).stream().findFirst().map(TrialReport::of);
    }

    private TrialReport written(Trial trial, TrialContext context, List<String> notes)
            throws IOException, HostFaultException {
        TrialRows rows = rows(trial, context);
        results.writeTrial(rows);
        Checkpoints checkpoints = results.checkpoints(trial.trialId());
        checkpoints.delete();
        if (TrialRow.OK.equals(rows.trial().status())) {
            results.deleteFile("logs/" + trial.trialId() + ".log");
        }
        for (Path file : checkpoints.damaged()) {
            notes.add("a checkpoint of " + trial.trialId() + " was damaged and not used; it is kept as " + file);
        }
        return TrialReport.of(rows.trial(), notes);
    }

    private TrialRows rows(Trial trial, TrialContext context)
            throws IOException, HostFaultException {
        Instant startedAt = Instant.now();
        try {
            return runner.run(trial, context);
        } catch (ProbeParts.StoppedException | StorageException e) {
            throw e;
        } catch (TrialRunner.FailedException e) {
            return failed(trial, context, startedAt, e.getMessage(), e.training(), e);
        } catch (Throwable e) {
            if (context.stopRequested().getAsBoolean()) {
                throw new ProbeParts.StoppedException();
            }
            if (HostFaultException.isIn(e)) {
                HostFaultException fault = new HostFaultException(e);
                results.writeLog(trial.trialId(), FailureLog.text(trial, context.attempt(), fault.getMessage(), e));
                throw fault;
            }
            return failed(trial, context, startedAt, FailureLog.reason(e), List.of(), e);
        }
    }

    private TrialRows failed(Trial trial, TrialContext context, Instant startedAt, String reason,
                             List<TrainingRow> training, Throwable cause) throws IOException {
        if (cause != null) {
            results.writeLog(trial.trialId(), FailureLog.text(trial, context.attempt(), reason, cause));
        }
        return TrialRows.of(context.row(trial, startedAt, reason, null, null, null, null), training);
    }
}
