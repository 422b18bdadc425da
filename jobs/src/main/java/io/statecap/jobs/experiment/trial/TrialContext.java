package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.common.HostName;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.model.cpu.CpuEngine;
import io.statecap.model.engine.ModelEngine;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What one attempt at a trial needs to know besides the trial, and the trial's row.
 *
 * @param sweep         what all trials of the sweep share
 * @param attempt       how often this trial was started, this time included
 * @param devices       devices that the cluster gave to the task, by their numbers; empty in local mode
 * @param memoryLimit   bytes this trial may use, on heap and off heap together
 * @param stopRequested whether the trial should write a checkpoint and stop
 * @param progress      takes what the trial is doing; cheap, so called at every step
 * @param notes         takes what the reader of the sweep's log should know, one sentence each
 * @param engine        what computes the trial; null before it is known
 */
public record TrialContext(TrialAttempt sweep, int attempt, List<String> devices, long memoryLimit,
                           BooleanSupplier stopRequested, Consumer<TrialProgress> progress, Consumer<String> notes,
                           AtomicReference<ModelEngine> engine) {

    /**
     * The trial's row; how its curve was judged is to be {@linkplain TrialRow#withOutcome added}.
     *
     * @param startedAt       when this attempt began
     * @param error           why the trial has no result, one sentence; null if it has one
     * @param finalTrainLoss  mean loss at the end of the training, nats; null without training
     * @param trainSeconds    time trained, all attempts together; null without a result
     * @param tokensPerSecond training rate; null without training
     * @param peakMemory      the most that it used at a time, bytes; null without a result
     */
    public TrialRow row(Trial trial, Instant startedAt, String error, Double finalTrainLoss, Double trainSeconds,
                        Double tokensPerSecond, Long peakMemory) {
        var model = trial.model();
        var training = trial.training();
        Optional<ModelEngine> computed = Optional.ofNullable(engine.get());
        return new TrialRow(trial.trialId(), sweep.sweep(), trial.dataset(), trial.group(), model.dModel(),
                model.layers(), model.headDim(), model.expand(), model.dState(), model.stateSize(), model.parameters(),
                training.length(), training.seed(), training.learningRate(), training.tokens(), finalTrainLoss,
                null, null, null, null, error == null ? TrialRow.OK : TrialRow.FAILED, error, attempt, trainSeconds,
                tokensPerSecond, peakMemory, sweep.execution().threads(), HostName.current(), Provenance.text(),
                startedAt.truncatedTo(ChronoUnit.MICROS), Instant.now().truncatedTo(ChronoUnit.MICROS),
                trial.configJson(), computed.map(ModelEngine::name).orElse(null),
                computed.map(ModelEngine::device).orElse(null),
                computed.filter(one -> one.name().equals(CpuEngine.NAME)).map(one -> Provenance.vectorBits())
                        .orElse(null), trial.precision().text());
    }
}
