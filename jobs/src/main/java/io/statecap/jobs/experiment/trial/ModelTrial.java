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
    private final Lease lease;
    private final TrialCost cost;
    private final TokenSource source;
    private final ProbeSubject subject;
    private final Instant startedAt = Instant.now();

    ModelTrial(Trial trial, TrialContext context, Lease lease) throws IOException, TrialFailedException {
        this.trial = trial;
        this.context = context;
        this.lease = lease;
        this.cost = TrialCost.of(trial, context.execution());
        requireMemory();
        Configuration hadoop = context.results().hadoop().configuration();
        this.source = TokenSources.open(trial.data(), hadoop);
        this.subject = ProbeSubject.of(trial, hadoop);
    }

    private boolean trains() {
        return trial.training().steps() > 0;
    }

    private void requireMemory() throws TrialFailedException {
        long needed = !lease.onDevice() ? cost.leastBytes() : !trains() ? 0 : lease.trainingBytes(trial.model(),
                trial.training(), context.execution().recompute() != Recompute.NEVER);
        long limit = lease.onDevice() ? lease.deviceBytes() : context.memoryLimit();
        if (needed > limit) {
            throw new TrialFailedException(String.format(Locale.ROOT,
                    "does not fit in memory: it needs about %s, and a trial may use %s %s", Units.bytes(needed),
                    Units.bytes(limit), lease.onDevice() ? "of " + lease.engine().device() : "here"));
        }
    }

    TrialRows run() throws Exception {
        return trains() ? trained() : probed();
    }

    private TrialRows trained() throws Exception {
        try (TrialTraining training = TrialTraining.open(trial, context, source, lease.engine(), resources(), cost)) {
            PeakMemory memory = new PeakMemory(training.run());
            training.train(step -> measure(training, step, memory));
            ProbeRows atEnd = measure(training, null, memory);
            Collapse collapse = judge(atEnd.curves());
            keep(training.run().weights());
            TrainingRecord record = training.record();
            return new TrialRows(context.ok(trial, startedAt, record.finalLoss(), collapse, record.clock().trained(),
                    training.tokensPerSecond(), memory.bytes()), record.rows(), record.probed().plus(atEnd));
        }
    }

    private ProbeRows measure(TrialTraining training, Long step, PeakMemory memory) throws IOException {
        try (FrozenModel model = lease.engine().model(trial.model(), training.run().weights())) {
            return measure(model, subject.startingFrom(training.run().startStates(START_STATES)), step,
                    training::checkpoint, training.secondsLeft(), memory);
        }
    }

    /** A pretrained model as it is: its weights are packed as they are read, and never in memory twice. */
    private TrialRows probed() throws Exception {
        try (PretrainedModel checkpoint = PretrainedModel.of(trial);
                FrozenModel model = lease.engine().model(trial.model(), checkpoint.weights())) {
            PeakMemory memory = new PeakMemory(null);
            ProbeRows rows = measure(model, subject, null, () -> { },
                    60 * context.execution().timeLimitMinutes(), memory);
            Collapse collapse = judge(rows.curves());
            keep(checkpoint.weights());
            return new TrialRows(context.ok(trial, startedAt, null, collapse, 0, null, memory.bytes()), List.of(),
                    rows);
        }
    }

    /** @param before keeps the training whose model is measured */
    private ProbeRows measure(FrozenModel model, ProbeSubject of, Long step, IORunnable before, double secondsLeft,
                              PeakMemory memory) throws IOException {
        ProbePlan plan = ProbePlan.of(of, trial, step);
        int threads = cost.probeParts(context.memoryLimit());
        ProbeParts parts = new ProbeParts(task -> task.measure(of, model, memory::task), "step " + step,
                new ProbeParts.Limits(threads, context.stopRequested(), secondsLeft,
                        context.execution().checkpointEverySeconds()),
                context.results().checkpoints(trial.trialId()), before, done -> context.progress().accept(
                        TrialProgress.probing(trial, cost, step, done, plan.tasks())));
        ProbeRows measured = plan.run(parts);
        memory.probed(model, threads);
        return measured;
    }

    /** As a model directory, with the {@code tokenizer.json} of the checkpoint that it comes from, if there is one. */
    private void keep(TensorSource weights) throws IOException {
        if (!context.execution().keepModels()) {
            return;
        }
        KeptModels models = context.results().models();
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
        Recompute asked = context.execution().recompute();
        boolean recompute = !lease.onDevice() ? cost.recomputes(context.memoryLimit())
                : asked == Recompute.ALWAYS || asked == Recompute.AUTO && lease.trainingBytes(trial.model(),
                        trial.training(), false) > lease.deviceBytes();
        return new ModelEngine.Resources(context.execution().threads(), recompute);
    }

    private Collapse judge(List<CurveRow> curve) {
        return new CollapseDetector(context.criterion()).detect(
                TrialCurves.tested(trial.trialId(), curve, trial.dataset(), context.criterion().slice()));
    }
}
