package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.CollapseDetector;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.table.CurveRow;
import io.statecap.datasets.TokenSource;
import io.statecap.jobs.experiment.config.ExecutionSettings.Recompute;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.corpus.TokenSources;
import io.statecap.jobs.experiment.cost.TrialCost;
import io.statecap.jobs.experiment.cost.Units;
import io.statecap.jobs.experiment.engine.Lease;
import io.statecap.jobs.experiment.pretrained.PretrainedModel;
import io.statecap.jobs.experiment.probe.ProbeParts;
import io.statecap.jobs.experiment.probe.ProbePlan;
import io.statecap.jobs.experiment.probe.ProbeSubject;
import io.statecap.jobs.results.KeptModels;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.jobs.results.TrialRows;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.io.HfModelDirectory;
import io.statecap.model.io.SafetensorsWriter;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.commons.io.function.IORunnable;
import org.apache.hadoop.conf.Configuration;

/**
 * Train, probe, judge, write: trains a model with checkpoints by time and probes it, along the training where that is
 * asked for and at its end; or probes a pretrained model as it is.
 */
final class ModelTrial {

    /** States of the training that fresh windows start from by turns. */
    private static final int START_STATES = 8;

    private final Trial trial;
    private final TrialContext context;
    private final TrialAttempt sweep;
    private final Lease lease;
    private final TrialCost cost;
    private final TokenSource source;
    private final ProbeSubject subject;
    private final Instant startedAt = Instant.now();
    /** Null where nothing is trained. */
    private TrainingRun run;
    private long peakMemory;

    ModelTrial(Trial trial, TrialContext context, Lease lease) throws IOException, TrialRunner.FailedException {
        this.trial = trial;
        this.context = context;
        this.sweep = context.sweep();
        this.lease = lease;
        this.cost = TrialCost.of(trial, sweep.execution());
        requireMemory();
        Configuration hadoop = sweep.results().hadoop().configuration();
        this.source = TokenSources.open(trial.data(), hadoop);
        this.subject = ProbeSubject.of(trial, hadoop);
    }

    private boolean trains() {
        return trial.training().steps() > 0;
    }

    private void requireMemory() throws TrialRunner.FailedException {
        long needed = !lease.onDevice() ? cost.leastBytes() : !trains() ? 0 : lease.trainingBytes(trial.model(),
                trial.training(), sweep.execution().recompute() != Recompute.NEVER);
        long limit = lease.onDevice() ? lease.deviceBytes() : context.memoryLimit();
        if (needed > limit) {
            throw new TrialRunner.FailedException(String.format(Locale.ROOT,
                    "does not fit in memory: it needs about %s, and a trial may use %s %s", Units.bytes(needed),
                    Units.bytes(limit), lease.onDevice() ? "of " + lease.engine().device() : "here"));
        }
    }

    TrialRows run() throws Exception {
        return trains() ? trained() : probed();
    }

    private TrialRows trained() throws Exception {
        try (TrialTraining training = TrialTraining.open(trial, context, source, lease.engine(), resources(), cost)) {
            run = training.run();
            training.train(step -> measure(training, step));
            ProbeRows atEnd = measure(training, null);
            Collapse collapse = judge(atEnd.curves());
            keep(run.weights());
            TrainingRecord record = training.record();
            return new TrialRows(context.row(trial, startedAt, null, record.finalLoss(), record.trained(),
                    training.tokensPerSecond(), peakMemory).withOutcome(collapse), record.rows(),
                    record.probed().plus(atEnd));
        }
    }

    private ProbeRows measure(TrialTraining training, Long step) throws IOException {
        try (FrozenModel model = lease.engine().model(trial.model(), run.weights())) {
            return measure(model, subject.startingFrom(run.startStates(START_STATES)), step, training::checkpoint,
                    training.secondsLeft());
        }
    }

    /** A pretrained model as it is: its weights are packed as they are read, and never in memory twice. */
    private TrialRows probed() throws Exception {
        try (PretrainedModel checkpoint = PretrainedModel.of(trial);
                FrozenModel model = lease.engine().model(trial.model(), checkpoint.weights())) {
            ProbeRows rows = measure(model, subject, null, () -> { }, 60 * sweep.execution().timeLimitMinutes());
            Collapse collapse = judge(rows.curves());
            keep(checkpoint.weights());
            return new TrialRows(context.row(trial, startedAt, null, null, 0.0, null, peakMemory)
                    .withOutcome(collapse), List.of(), rows);
        }
    }

    /** @param before keeps the training whose model is measured */
    private ProbeRows measure(FrozenModel model, ProbeSubject of, Long step, IORunnable before, double secondsLeft)
            throws IOException {
        ProbePlan plan = ProbePlan.of(of, trial, step);
        int threads = cost.probeParts(context.memoryLimit());
        AtomicLong largestTask = new AtomicLong();
        AtomicInteger tasks = new AtomicInteger();
        LongConsumer memory = bytes -> {
            largestTask.accumulateAndGet(bytes, Math::max);
            tasks.incrementAndGet();
        };
        ProbeParts parts = new ProbeParts(task -> task.measure(of, model, memory), "step " + step,
                new ProbeParts.Limits(threads, context.stopRequested(), secondsLeft,
                        sweep.execution().checkpointEverySeconds()),
                sweep.results().checkpoints(trial.trialId()), before, done -> context.progress().accept(
                        TrialProgress.probing(trial, cost, step, done, plan.tasks())));
        ProbeRows measured = plan.run(parts);
        // Arrays of numbers of the training, and of a probe's tasks beside it: buffers grow on first use and stay.
        peakMemory = Math.max(peakMemory, model.heldBytes() + (run == null ? 0 : run.heldBytes())
                + Math.min(threads, tasks.get()) * largestTask.get());
        return measured;
    }

    /** As a model directory, with the {@code tokenizer.json} of the checkpoint that it comes from, if there is one. */
    private void keep(TensorSource weights) throws IOException {
        if (!sweep.execution().keepModels()) {
            return;
        }
        KeptModels models = sweep.results().models();
        Optional<Path> tokenizer = trial.pretrained() == null ? Optional.empty()
                : PretrainedModel.tokenizer(trial.pretrainedPath());
        if (tokenizer.isPresent()) {
            models.writeFile(trial.trialId(), tokenizer.get().getFileName().toString(),
                    out -> Files.copy(tokenizer.get(), out));
        }
        SafetensorsWriter file = HfModelDirectory.weightsFile(trial.model(), weights);
        models.write(trial.trialId(), trial.configJson(),
                new String(HfModelDirectory.configJson(trial.model()), StandardCharsets.UTF_8), file::writeTo);
    }

    private ModelEngine.Resources resources() {
        Recompute asked = sweep.execution().recompute();
        boolean recompute = !lease.onDevice() ? cost.recomputes(context.memoryLimit())
                : asked == Recompute.ALWAYS || asked == Recompute.AUTO && lease.trainingBytes(trial.model(),
                        trial.training(), false) > lease.deviceBytes();
        return new ModelEngine.Resources(sweep.execution().threads(), recompute);
    }

    private Collapse judge(List<CurveRow> curve) {
        return new CollapseDetector(sweep.criterion()).detect(
                TrialCurves.tested(trial.trialId(), curve, trial.dataset(), sweep.criterion().slice()));
    }
}
