package io.statecap.jobs.spark;

import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.cost.MemoryLimit;
import io.statecap.jobs.experiment.trial.AttemptCounter;
import io.statecap.jobs.experiment.trial.Criteria;
import io.statecap.jobs.experiment.trial.FailureLog;
import io.statecap.jobs.experiment.trial.Provenance;
import io.statecap.jobs.experiment.trial.Reason;
import io.statecap.jobs.experiment.trial.TrialContext;
import io.statecap.jobs.experiment.trial.TrialFailedException;
import io.statecap.jobs.experiment.trial.TrialProgress;
import io.statecap.jobs.experiment.trial.TrialReport;
import io.statecap.jobs.experiment.trial.TrialRowAssembler;
import io.statecap.jobs.experiment.trial.TrialRunner;
import io.statecap.jobs.experiment.trial.TrialStatus;
import io.statecap.jobs.experiment.trial.TrialStoppedException;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.results.TrialRows;
import io.statecap.jobs.results.files.StorageException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/**
 * The Spark task of one trial: it runs, writes its rows, and what goes wrong with the trial itself becomes a row too.
 * Only what another attempt may cure leaves it as an exception: a stop, or a file system that cannot be reached.
 */
final class TrialTask implements Function<String, TrialReport> {

    private static final long serialVersionUID = 1L;

    private final String sweepJson;
    private final ResultsDirectory results;
    private final TrialRunner runner;
    private final ProgressAccumulator progress;

    /** @param sweepJson the resolved configuration of the sweep */
    TrialTask(String sweepJson, ResultsDirectory results, TrialRunner runner, ProgressAccumulator progress) {
        this.sweepJson = sweepJson;
        this.results = results;
        this.runner = runner;
        this.progress = progress;
    }

    @Override
    public TrialReport call(String trialJson) throws Exception {
        TaskContext task = TaskContext.get();
        return run(Trial.fromJson(trialJson), ExecutorSlots.here(), task::isInterrupted, progress::add);
    }

    TrialReport run(Trial trial, int slots, BooleanSupplier stopRequested, Consumer<TrialProgress> sink)
            throws Exception {
        // An executor that was thought lost may have finished after all.
        List<TrialRow> held = results.read(Table.TRIALS, trial.trialId());
        if (!held.isEmpty()) {
            return TrialReport.of(held.get(0));
        }
        try {
            return trained(trial, slots, stopRequested, sink);
        } catch (StorageException e) {
            // Another attempt would meet the same: the driver ends the sweep with this sentence.
            return TrialReport.stoppedByStorage(trial.trialId(), e.getMessage());
        }
    }

    private TrialReport trained(Trial trial, int slots, BooleanSupplier stopRequested, Consumer<TrialProgress> sink)
            throws Exception {
        SweepConfig config = ConfigReader.parse(sweepJson, "sweep.json");
        int attempt = new AttemptCounter(results, trial.trialId()).next();
        TrialContext context = new TrialContext(config.name(), Provenance.text(), config.execution(),
                Criteria.of(config.criterion()), results, attempt, MemoryLimit.perTrial(slots), stopRequested, sink);
        TrialRows rows = rows(trial, context);
        results.writeTrial(rows);
        results.checkpoints(trial.trialId()).delete();
        if (TrialStatus.OK.equals(rows.trial().status())) {
            results.deleteLog(trial.trialId());
        }
        return TrialReport.of(rows.trial(), notes(trial));
    }

    private List<String> notes(Trial trial) throws IOException {
        return results.checkpoints(trial.trialId()).damaged().stream()
                .map(file -> "a checkpoint of " + trial.trialId() + " was damaged and not used; it is kept as " + file)
                .toList();
    }

    private TrialRows rows(Trial trial, TrialContext context) throws IOException, TrialStoppedException {
        Instant startedAt = Instant.now();
        try {
            return runner.run(trial, context);
        } catch (TrialStoppedException | IOException e) {
            throw e;
        } catch (TrialFailedException e) {
            return failed(trial, context, startedAt, e.getMessage(), e.training(), e);
        } catch (OutOfMemoryError e) {
            return failed(trial, context, startedAt, "ran out of memory: " + e.getMessage(), List.of(), e);
        } catch (Throwable e) {
            if (context.stopRequested().getAsBoolean()) {
                throw new TrialStoppedException(trial.trialId());
            }
            return failed(trial, context, startedAt, Reason.of(e), List.of(), e);
        }
    }

    private TrialRows failed(Trial trial, TrialContext context, Instant startedAt, String reason,
                             List<TrainingRow> training, Throwable cause) throws IOException {
        results.writeLog(trial.trialId(), FailureLog.text(trial, context.attempt(), reason, cause));
        return TrialRows.of(new TrialRowAssembler(trial, context, startedAt).failed(reason), training);
    }
}
