package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.jobs.experiment.config.ExecutionSettings;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.model.engine.ModelEngine;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a trial needs to know of the sweep it runs in.
 *
 * @param sweep         name of the sweep
 * @param version       version and platform for the column {@code version}
 * @param execution     threads, limits, checkpoints
 * @param criterion     rule by which the trial's curve is judged in its row
 * @param results       where its checkpoints lie
 * @param attempt       how often this trial was started, this time included
 * @param devices       devices that the cluster gave to the task, by their numbers; empty in local mode
 * @param memoryLimit   bytes this trial may use, on heap and off heap together
 * @param stopRequested whether the trial should write a checkpoint and stop
 * @param progress      takes what the trial is doing; cheap, so called at every step
 * @param notes         takes what the reader of the sweep's log should know, one sentence each
 * @param engine        what computes the trial; null before it is known
 */
public record TrialContext(String sweep, String version, ExecutionSettings execution, Criterion criterion,
                           ResultsDirectory results, int attempt, List<String> devices, long memoryLimit,
                           BooleanSupplier stopRequested, Consumer<TrialProgress> progress,
                           Consumer<String> notes, AtomicReference<ModelEngine> engine) {}
