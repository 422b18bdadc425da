package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.CollapseDetector;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.table.CurveRow;
import io.statecap.datasets.TokenSource;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.corpus.TokenSources;
import io.statecap.jobs.experiment.cost.TrialCost;
import io.statecap.jobs.experiment.cost.Units;
import io.statecap.jobs.experiment.engine.Engines;
import io.statecap.jobs.experiment.engine.Lease;
import io.statecap.jobs.experiment.pretrained.PretrainedException;
import io.statecap.jobs.experiment.pretrained.PretrainedModel;
import io.statecap.jobs.experiment.probe.LocalProbeExecutor;
import io.statecap.jobs.experiment.probe.ProbeParts;
import io.statecap.jobs.experiment.probe.ProbePlan;
import io.statecap.jobs.experiment.probe.ProbeSubject;
import io.statecap.jobs.experiment.probe.TrialProbes;
import io.statecap.jobs.experiment.config.ExecutionSettings.Recompute;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.jobs.results.TrialRows;
import io.statecap.model.engine.DeviceException;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.StartStates;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Train, probe, judge, write: trains a model with checkpoints by time and probes it, along the training where that is
 * asked for and at its end; or probes a checkpoint as it is.
 */
public final class ModelTrialRunner implements TrialRunner {

    private static final long serialVersionUID = 1L;

    /** States of the training that fresh windows start from by turns. */
    private static final int START_STATES = 8;

    private final Engines engines;

    /** Runs trials on the CPU. */
    public ModelTrialRunner() {
        this(Engines.cpu());
    }

    /** @param engines what trains and evaluates the models */
    public ModelTrialRunner(Engines engines) {
        this.engines = engines;
    }

    @Override
    public TrialRows run(Trial trial, TrialContext context) throws Exception {
        Optional<Lease> lease = engines.open(trial.trialId(), trial.precision(), context.devices(),
                context.stopRequested());
        if (lease.isEmpty()) {
            throw new TrialStoppedException(trial.trialId());
        }
        try (Lease leased = lease.get()) {
            context.engine().set(leased.engine());
            return run(trial, context, leased);
        }
    }

    /** Runs a trial on an engine that it has. */
    TrialRows run(Trial trial, TrialContext context, Lease lease) throws Exception {
        TrialCost cost = TrialCost.of(trial, context.execution());
        requireMemory(trial, cost, context, lease);
        Configuration hadoop = context.results().hadoop().configuration();
        One one = new One(trial, context, TokenSources.open(trial.data(), hadoop), TrialProbes.subject(trial, hadoop),
                cost, lease, new TrialRowAssembler(trial, context, Instant.now()));
        try {
            return trial.training().steps() == 0 ? probed(one) : trained(one);
        } catch (ProbeParts.StoppedException e) {
            throw new TrialStoppedException(trial.trialId());
        } catch (ProbeParts.TimeLimitException e) {
            throw new TrialFailedException("exceeded its time limit of "
                    + Units.plain(context.execution().timeLimitMinutes()) + " minutes during its probes");
        } catch (PretrainedException e) {
            throw new TrialFailedException(e.getMessage());
        } catch (DeviceException e) {
            lease.deviceFailed();
            throw e;
        }
    }

    private static void requireMemory(Trial trial, TrialCost cost, TrialContext context, Lease lease)
            throws TrialFailedException {
        boolean trains = trial.training().steps() > 0;
        long needed = !lease.onDevice() ? cost.leastBytes() : !trains ? 0 : lease.trainingBytes(trial.model(),
                trial.training(), context.execution().recompute() != Recompute.NEVER);
        long limit = lease.onDevice() ? lease.deviceBytes() : context.memoryLimit();
        if (needed > limit) {
            throw new TrialFailedException(String.format(Locale.ROOT,
                    "does not fit in memory: it needs about %s, and a trial may use %s %s", Units.bytes(needed),
                    Units.bytes(limit), lease.onDevice() ? "of " + lease.engine().device() : "here"));
        }
    }

    /** One trial that runs: what it is, and what it may use. */
    private record One(Trial trial, TrialContext context, TokenSource source, ProbeSubject subject, TrialCost cost,
                       Lease lease, TrialRowAssembler rows) {

        ModelEngine.Resources resources() {
            Recompute asked = context.execution().recompute();
            boolean recompute = !lease.onDevice() ? cost.recomputes(context.memoryLimit())
                    : asked == Recompute.ALWAYS || asked == Recompute.AUTO && lease.trainingBytes(trial.model(),
                            trial.training(), false) > lease.deviceBytes();
            return new ModelEngine.Resources(context.execution().threads(), recompute);
        }

        One startingFrom(StartStates states) {
            return new One(trial, context, source, subject.startingFrom(states), cost, lease, rows);
        }

        int probeThreads() {
            return cost.probeParts(context.memoryLimit());
        }

        ProbeParts parts(ProbeParts.Saving before, double secondsLeft) throws IOException {
            return ProbeParts.kept(probeThreads(), context.stopRequested(),
                    context.results().checkpoints(trial.trialId()), context.execution().checkpointEverySeconds(),
                    before).limitedTo(secondsLeft);
        }

        ProbeRows measure(FrozenModel model, Long step, ProbeParts parts, PeakMemory memory) throws IOException {
            ProbePlan plan = TrialProbes.plan(subject, trial, step);
            parts.reportingTo((done, all) -> context.progress().accept(
                    TrialProgress.probing(trial, cost, step, done, all)), plan.tasks());
            ProbeRows measured = plan.run(new LocalProbeExecutor(subject, model, step, parts, memory::task));
            memory.probed(model, parts.threads());
            return measured;
        }

        Collapse judge(List<CurveRow> curve) {
            return new CollapseDetector(context.criterion()).detect(
                    TrialCurves.tested(trial.trialId(), curve, trial.dataset(), context.criterion().slice()));
        }
    }

    private TrialRows trained(One one) throws Exception {
        Trial trial = one.trial();
        TrialContext context = one.context();
        try (TrialTraining training = TrialTraining.open(trial, context, one.source(),
                one.lease().engine(), one.resources(), one.cost())) {
            PeakMemory memory = new PeakMemory(training.run());
            training.train(step -> measure(one, training, step, memory));
            ProbeRows atEnd = measure(one, training, null, memory);
            Collapse collapse = one.judge(atEnd.curves());
            if (context.execution().keepModels()) {
                KeptModel.write(context.results(), trial, training.run().weights());
            }
            ProbeRows all = training.probed().plus(atEnd);
            return new TrialRows(one.rows().ok(training.record().finalLoss(), collapse, training.clock().trained(),
                    training.tokensPerSecond(), memory.bytes()), all.curves(), training.record().rows(),
                    all.passkey(), all.states(), all.gates());
        }
    }

    private static ProbeRows measure(One one, TrialTraining training, Long step, PeakMemory memory)
            throws IOException {
        try (FrozenModel model = training.run().model()) {
            return one.startingFrom(training.run().startStates(START_STATES)).measure(model, step,
                    one.parts(training::checkpoint, training.secondsLeft()), memory);
        }
    }

    /** A checkpoint as it is: its weights are packed as they are read, and never held twice. */
    private TrialRows probed(One one) throws Exception {
        Trial trial = one.trial();
        TrialContext context = one.context();
        try (PretrainedModel checkpoint = PretrainedModel.of(trial);
                FrozenModel model = one.lease().engine().model(trial.model(), checkpoint.weights())) {
            PeakMemory memory = new PeakMemory(null);
            ProbeRows rows = one.measure(model, null,
                    one.parts(() -> { }, 60 * context.execution().timeLimitMinutes()), memory);
            Collapse collapse = one.judge(rows.curves());
            if (context.execution().keepModels()) {
                KeptModel.write(context.results(), trial, checkpoint.weights());
            }
            return new TrialRows(one.rows().ok(null, collapse, 0, null, memory.bytes()), rows.curves(), List.of(),
                    rows.passkey(), rows.states(), rows.gates());
        }
    }
}
