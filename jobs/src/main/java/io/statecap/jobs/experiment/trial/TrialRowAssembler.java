package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.common.HostName;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.model.cpu.CpuEngine;
import io.statecap.model.engine.ModelEngine;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Makes a trial's row from its configuration, its context and its outcome. */
public final class TrialRowAssembler {

    private final Trial trial;
    private final TrialContext context;
    private final Instant startedAt;

    /** @param startedAt when this attempt began */
    public TrialRowAssembler(Trial trial, TrialContext context, Instant startedAt) {
        this.trial = trial;
        this.context = context;
        this.startedAt = startedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * @param finalTrainLoss  mean loss at the end of the training, nats; null without training
     * @param collapse        how the probe's curve was judged
     * @param trainSeconds    time trained, all attempts together
     * @param tokensPerSecond training rate; null without training
     * @param peakMemory      the most that it held at a time, bytes
     */
    public TrialRow ok(Double finalTrainLoss, Collapse collapse, double trainSeconds, Double tokensPerSecond,
                long peakMemory) {
        return row(finalTrainLoss, collapse.baselineLoss(), collapse.worstLoss(), collapse.collapsed(),
                collapse.collapsePosition(), TrialStatus.OK, null, trainSeconds, tokensPerSecond,
                peakMemory);
    }

    /** @param reason one sentence */
    public TrialRow failed(String reason) {
        return row(null, null, null, null, null, TrialStatus.FAILED, reason, null, null, null);
    }

    private TrialRow row(Double finalTrainLoss, Double baseline, Double worst, Boolean collapsed, Long position,
                         String status, String error, Double seconds, Double rate, Long peakMemory) {
        var model = trial.model();
        ModelEngine engine = context.engine().get();
        var training = trial.training();
        return new TrialRow(trial.trialId(), context.sweep(), trial.dataset(), trial.group(), model.dModel(),
                model.layers(), model.headDim(), model.expand(), model.dState(), model.stateSize(),
                model.parameters(), training.length(), training.seed(), training.learningRate(), training.tokens(),
                finalTrainLoss, baseline, worst, collapsed, position, status, error, context.attempt(), seconds, rate,
                peakMemory, context.execution().threads(), HostName.current(), context.version(), startedAt,
                Instant.now().truncatedTo(ChronoUnit.MICROS), trial.configJson(),
                engine == null ? null : engine.name(), engine == null ? null : engine.device(),
                engine != null && engine.name().equals(CpuEngine.NAME) ? Provenance.vectorBits() : null,
                trial.precision().text());
    }
}
