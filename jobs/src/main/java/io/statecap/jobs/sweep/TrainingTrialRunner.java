package io.statecap.jobs.sweep;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.CollapseDetector;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.table.CurveRow;
import io.statecap.datasets.TokenSource;
import io.statecap.jobs.config.ExecutionSettings;
import io.statecap.jobs.config.Trial;
import io.statecap.jobs.pretrained.PretrainedException;
import io.statecap.jobs.pretrained.PretrainedModel;
import io.statecap.jobs.store.Checkpoints;
import io.statecap.jobs.store.ProbeRows;
import io.statecap.jobs.store.TrialRows;
import io.statecap.model.Inference;
import io.statecap.model.Mamba2;
import io.statecap.model.Mitigation;
import io.statecap.model.network.Weights;
import io.statecap.model.probe.LossProbe;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.SequenceLosses;
import io.statecap.model.probe.Slice;
import io.statecap.model.train.StepResult;
import io.statecap.model.train.Trainer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Trains a model, with checkpoints by time, then probes its loss against position on held-out data; or probes a
 * checkpoint as it is.
 */
public final class TrainingTrialRunner implements TrialRunner {

    private static final long serialVersionUID = 1L;
    private static final double NANOS = 1e9;
    private static final double HOPELESS = 20;

    private final TrialProbes probes;

    /** Runs no other probes, whatever the configuration asks for. */
    public TrainingTrialRunner() {
        this(TrialProbes.NONE);
    }

    /** @param probes runs the probes besides that of loss */
    public TrainingTrialRunner(TrialProbes probes) {
        this.probes = probes;
    }

    @Override
    public TrialRows run(Trial trial, TrialContext context) throws Exception {
        TrialRowAssembler assembler = new TrialRowAssembler(trial, context, Instant.now());
        TrialCost cost = TrialCost.of(trial, context.execution());
        requireMemory(cost, context.memoryLimit());
        NativeThreads.bound();
        TokenSource source = TokenSources.open(trial.data());
        try {
            return trial.training().steps() == 0 ? probed(trial, context, assembler, source, cost)
                    : trained(trial, context, assembler, source, cost);
        } catch (ProbeTasks.StoppedException e) {
            throw new TrialStoppedException(trial.trialId());
        } catch (ProbeTasks.TimeLimitException e) {
            throw new TrialFailedException("exceeded its time limit of "
                    + Units.plain(context.execution().timeLimitMinutes()) + " minutes during its probes");
        } catch (PretrainedException e) {
            throw new TrialFailedException(e.getMessage());
        }
    }

    private TrialRows trained(Trial trial, TrialContext context, TrialRowAssembler assembler, TokenSource source,
                              TrialCost cost) throws Exception {
        int probeThreads = cost.probeParts(context.memoryLimit());
        try (Training training = Training.open(trial, context, source, cost.recomputes(context.memoryLimit()))) {
            Mamba2 model = training.trainer.model();
            PeakMemory memory = new PeakMemory(training.trainer);
            training.run(step -> probe(trial, source, Inference.weights(model), step,
                    ProbeTasks.passing(probeThreads, context.stopRequested()), memory));
            ProbeRows atEnd = probe(trial, source, Inference.weights(model), null,
                    tasks(trial, context, probeThreads, training::checkpoint).limitedTo(training.secondsLeft()),
                    memory);
            Collapse collapse = judge(trial, context, atEnd.curves());
            if (context.execution().keepModels()) {
                KeptModel.write(context.results(), trial, model.source());
            }
            ProbeRows all = training.probed.plus(atEnd);
            return new TrialRows(
                    assembler.ok(training.record.finalLoss(), collapse, training.seconds(),
                            training.tokensPerSecond(), memory.bytes()),
                    all.curves(), training.record.rows(), all.passkey(), all.states(), all.gates());
        }
    }

    /** A checkpoint as it is: its weights are packed as they are read, and never held twice. */
    private TrialRows probed(Trial trial, TrialContext context, TrialRowAssembler assembler, TokenSource source,
                             TrialCost cost) throws Exception {
        context.progress().accept(new TrialProgress(trial.trialId(), 0, 0, Double.NaN, 0));
        try (PretrainedModel checkpoint = PretrainedModel.of(trial)) {
            Weights weights = Inference.weights(trial.model(), checkpoint.weights());
            PeakMemory memory = new PeakMemory(null);
            ProbeRows rows = probe(trial, source, weights, null,
                    tasks(trial, context, cost.probeParts(context.memoryLimit()), () -> {})
                            .limitedTo(60 * context.execution().timeLimitMinutes()), memory);
            Collapse collapse = judge(trial, context, rows.curves());
            if (context.execution().keepModels()) {
                KeptModel.write(context.results(), trial, checkpoint.weights());
            }
            return new TrialRows(assembler.ok(null, collapse, 0, null, memory.bytes()), rows.curves(), List.of(),
                    rows.passkey(), rows.states(), rows.gates());
        }
    }

    private static ProbeTasks tasks(Trial trial, TrialContext context, int threads, ProbeTasks.Saving before)
            throws IOException {
        return ProbeTasks.kept(threads, context.stopRequested(), context.results().checkpoints(trial.trialId()),
                context.execution().checkpointEverySeconds(), before);
    }

    private static void requireMemory(TrialCost cost, long limit) throws TrialFailedException {
        if (cost.leastBytes() > limit) {
            throw new TrialFailedException(String.format(Locale.ROOT,
                    "does not fit in memory: it needs about %s, and a trial may use %s here",
                    Units.bytes(cost.leastBytes()), Units.bytes(limit)));
        }
    }

    /** All probes of the model as it now is; {@code step} is null at the end. */
    private ProbeRows probe(Trial trial, TokenSource source, Weights weights, Long step, ProbeTasks tasks,
                            PeakMemory memory) throws IOException {
        int trainLength = trial.training().length();
        // Along a training the criterion judges nothing, so there is no placebo.
        List<LossView> views = step == null ? trial.probe().views(trainLength)
                : trial.probe().views(trainLength).subList(0, 1);
        int sequences = trial.probe().sequences();
        List<Slice> slices = trial.probe().slices();
        List<ArrayList<SequenceLosses>> groups = tasks.run(IntStream.range(0, LossProbe.groups(sequences))
                .<ProbeTasks.Part<ArrayList<SequenceLosses>>>mapToObj(group -> () -> new ArrayList<>(LossProbe.group(
                        weights, Mitigation.NONE, source, sequences, group, views, slices, memory::part))).toList());
        memory.probed(weights, tasks.threads());
        List<SequenceLosses> losses = groups.stream().flatMap(List::stream).toList();
        List<CurveRow> curve = new ArrayList<>(CurveRows.heldOut(trial.trialId(), step, trainLength, sequences,
                SequenceLosses.rows(losses, 0, views.get(0), slices)));
        for (int view = 1; view < views.size(); view++) {
            curve.addAll(CurveRows.placebo(trial.trialId(), views.get(view).trainLength(), sequences,
                    SequenceLosses.rows(losses, view, views.get(view), slices)));
        }
        return new ProbeRows(trial.trialId(), curve, List.of(), List.of(), List.of())
                .plus(probes.measure(trial, weights, step, tasks));
    }

    private static Collapse judge(Trial trial, TrialContext context, List<CurveRow> curve) {
        return new CollapseDetector(context.criterion()).detect(
                TrialCurves.tested(trial.trialId(), curve, trial.dataset(), context.criterion().slice()));
    }

    /** Probes the model in training. */
    @FunctionalInterface
    private interface StepProbe {
        ProbeRows at(long step) throws IOException;
    }

    /** One training under way: its clock, its checkpoints, its limits. */
    private static final class Training implements AutoCloseable {

        private final Trial trial;
        private final TrialContext context;
        private final Checkpoints checkpoints;
        private final Trainer trainer;
        private final TrainingRecord record;
        private ProbeRows probed;
        private final double secondsBefore;
        private final long stepsBefore;
        private final long startedNanos = System.nanoTime();
        private long checkpointNanos = startedNanos;
        private double secondsTrained;

        private Training(Trial trial, TrialContext context, Checkpoints checkpoints, Trainer trainer,
                         TrainingRecord record, ProbeRows probed, double secondsBefore) {
            this.trial = trial;
            this.context = context;
            this.checkpoints = checkpoints;
            this.trainer = trainer;
            this.record = record;
            this.probed = probed;
            this.secondsBefore = secondsBefore;
            this.stepsBefore = trainer.stepsDone();
        }

        static Training open(Trial trial, TrialContext context, TokenSource source, boolean recompute)
                throws IOException, PretrainedException {
            Checkpoints checkpoints = context.results().checkpoints(trial.trialId());
            int threads = context.execution().threads();
            Optional<Checkpoints.Checkpoint> latest = checkpoints.latest();
            while (latest.isPresent()) {
                try (Checkpoints.Checkpoint checkpoint = latest.get()) {
                    TrialCheckpoint.Restored restored = TrialCheckpoint.read(checkpoint.content(), trial,
                            in -> Trainer.resume(trial.model(), trial.training(), source, threads, recompute, in));
                    return new Training(trial, context, checkpoints, restored.trainer(), restored.record(),
                            restored.probed(), restored.seconds());
                } catch (IOException | RuntimeException e) {
                    if (latest.get().failedToRead()) {
                        throw e;
                    }
                    // As it was written, but by a build that wrote other checkpoints.
                    checkpoints.setAside(latest.get());
                }
                latest = checkpoints.latest();
            }
            Trainer trainer = Trainer.start(startingModel(trial), trial.training(), source, threads, recompute);
            return new Training(trial, context, checkpoints, trainer,
                    new TrainingRecord(trial.trialId(), trial.training().steps()), ProbeRows.none(trial.trialId()), 0);
        }

        private static Mamba2 startingModel(Trial trial) throws IOException, PretrainedException {
            if (trial.checkpoint() == null) {
                return Mamba2.initialise(trial.model(), trial.training().seed());
            }
            try (PretrainedModel checkpoint = PretrainedModel.of(trial)) {
                return Mamba2.from(trial.model(), checkpoint.weights());
            }
        }

        void run(StepProbe probe) throws IOException, TrialFailedException, TrialStoppedException {
            ExecutionSettings execution = context.execution();
            double limitSeconds = 60 * execution.timeLimitMinutes();
            report(Double.NaN);
            while (!trainer.done()) {
                if (context.stopRequested().getAsBoolean()) {
                    checkpoint();
                    throw new TrialStoppedException(trial.trialId());
                }
                if (elapsed() > limitSeconds) {
                    throw new TrialFailedException(String.format(Locale.ROOT,
                            "exceeded its time limit of %s minutes at step %d of %d",
                            Units.plain(execution.timeLimitMinutes()), trainer.stepsDone(),
                            trial.training().steps()), record.rows());
                }
                StepResult step = trainer.step();
                if (diverged(step)) {
                    record.addAlways(step);
                    throw new TrialFailedException(String.format(Locale.ROOT,
                            "diverged at step %d of %d: loss %s, gradient norm %s", step.step(),
                            trial.training().steps(), step.loss(), step.gradNorm()), record.rows());
                }
                record.add(step);
                report(step.loss());
                if (trial.probe().further().atSteps().contains(step.step())) {
                    probed = probed.plus(probe.at(step.step()));
                }
                if (checkpointDue(execution.checkpointEverySeconds())) {
                    checkpoint();
                }
            }
            secondsTrained = elapsed();
            // The probe of a long training may be long as well: do not put the training at risk during it.
            if (checkpointDue(execution.checkpointEverySeconds())
                    || secondsTrained > execution.checkpointEverySeconds()) {
                checkpoint();
            }
        }

        /** NaN, infinite, or so far beyond the loss of guessing, ln(vocabulary), that nothing comes back from there. */
        private boolean diverged(StepResult step) {
            double hopeless = HOPELESS * Math.log(Math.max(2, trial.model().vocabulary()));
            return !(step.loss() <= hopeless) || !Double.isFinite(step.gradNorm());
        }

        private boolean checkpointDue(int everySeconds) {
            return everySeconds > 0 && (System.nanoTime() - checkpointNanos) / NANOS >= everySeconds;
        }

        private void checkpoint() throws IOException {
            double seconds = elapsed();
            checkpoints.write(trainer.stepsDone(), out -> TrialCheckpoint.write(out, trainer, record, probed, seconds));
            checkpointNanos = System.nanoTime();
        }

        /** Of the trial's time limit. */
        double secondsLeft() {
            return 60 * context.execution().timeLimitMinutes() - elapsed();
        }

        private double elapsed() {
            return secondsBefore + (System.nanoTime() - startedNanos) / NANOS;
        }

        private void report(double loss) {
            long tokens = trainer.stepsDone() * trial.training().batchTokens();
            long tokensInAll = trial.training().steps() * trial.training().batchTokens();
            context.progress().accept(new TrialProgress(trial.trialId(), tokens, tokensInAll, loss, rate()));
        }

        private double rate() {
            double seconds = (System.nanoTime() - startedNanos) / NANOS;
            return (trainer.stepsDone() - stepsBefore) * trial.training().batchTokens() / seconds;
        }

        double seconds() {
            return secondsTrained;
        }

        double tokensPerSecond() {
            return trial.training().steps() * trial.training().batchTokens() / secondsTrained;
        }

        @Override
        public void close() {
            trainer.close();
        }
    }
}
