package io.statecap.jobs.experiment.sweep;

import io.statecap.analysis.collapse.CollapseDetector;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.common.BuildInfo;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.SweepIdentity;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.trial.TrialReport;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.TrialFiles;
import io.statecap.jobs.results.TrialRows;
import io.statecap.jobs.results.parquet.ParquetFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.io.function.Uncheck;
import org.apache.hadoop.fs.Path;

/** The results directory as one sweep sees it: whether it is its own, and what it already holds. */
public record SweepDirectory(ResultsDirectory results, SweepConfig config) {

    /**
     * Checks, without writing anything, that this sweep may use the directory.
     *
     * @throws UsageException if it holds another sweep, or something else altogether
     */
    public void requireOwn(boolean overwrite) throws IOException {
        Optional<String> sweep = results.readSweep();
        if (sweep.isPresent()) {
            if (!overwrite) {
                SweepIdentity.requireSame(sweep.get(), results.sweepFile().toString(), config);
            }
        } else if (results.holdsForeignFiles()) {
            throw new UsageException(results.root() + " is not empty and holds no sweep: choose another output folder"
                    + " or empty this one.");
        }
    }

    /** Makes the directory this sweep's; only under its lock. */
    public void claim(SweepOptions options) throws IOException {
        requireOwn(options.overwrite());
        if (options.overwrite()) {
            results.deleteAll();
        }
        results.deleteTemporaries();
        results.writeSweep(SweepIdentity.sweepJson(config, options.overrides(), BuildInfo.load()));
    }

    /**
     * Reports of those trials that are held.
     *
     * @param retryFailed forget failed ones, but for the number of their attempts
     * @param notes       takes a sentence for each trial that is missing because a file of it is damaged
     */
    public Map<String, TrialReport> held(Collection<Trial> trials, boolean retryFailed, Consumer<String> notes)
            throws IOException {
        TrialFiles files = results.trialFiles();
        Set<String> unfinished = results.trialsWithCheckpoints();
        List<HeldTrial> found;
        try {
            // Many small files, perhaps far away: read side by side, decided on in order.
            found = trials.parallelStream().map(Trial::trialId).filter(files.held()::contains)
                    .map(id -> Uncheck.apply(this::look, id, files)).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Map<String, TrialReport> held = new LinkedHashMap<>();
        for (HeldTrial trial : found) {
            if (trial.damage() != null) {
                Path kept = results.setAside(trial.trialId(), trial.damage());
                notes.accept(trial.damage().getMessage() + ": trial " + trial.trialId() + " counts as missing and is"
                        + " trained again; the damaged file is kept as " + kept.getName());
            } else if (retryFailed && !trial.report().ok()) {
                results.deleteTrial(trial.trialId());
                results.checkpoints(trial.trialId()).writeAttempts(trial.attempts());
            } else {
                if (unfinished.contains(trial.trialId())) {
                    // A sweep killed between a trial's row and this leaves a checkpoint that nobody needs.
                    results.checkpoints(trial.trialId()).delete();
                }
                held.put(trial.trialId(), trial.report());
            }
        }
        return held;
    }

    /** What is there of a trial: its report or what is wrong with one of its files. */
    private record HeldTrial(String trialId, int attempts, TrialReport report, ParquetFormatException damage) {}

    private HeldTrial look(String trialId, TrialFiles files) throws IOException {
        try {
            TrialRows rows = files.read(trialId);
            return new HeldTrial(trialId, rows.trial().attempts(), report(rows), null);
        } catch (ParquetFormatException e) {
            return new HeldTrial(trialId, 0, null, e);
        }
    }

    /** The criterion may have changed since the trial was run, so its curve is judged again. */
    private TrialReport report(TrialRows rows) {
        TrialRow row = rows.trial();
        if (!TrialRow.OK.equals(row.status())) {
            return TrialReport.of(row);
        }
        Criterion criterion = config.criterion();
        boolean collapsed = new CollapseDetector(criterion).detect(TrialCurves.tested(row.trialId(),
                rows.probed().curves(), row.dataset(), criterion.slice())).collapsed();
        return new TrialReport(row.trialId(), true, null, collapsed);
    }
}
