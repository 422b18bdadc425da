package io.statecap.jobs.experiment.trial;

import io.statecap.datasets.TokenSource;
import io.statecap.jobs.experiment.config.ExecutionSettings;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.cost.TrialCost;
import io.statecap.jobs.experiment.cost.Units;
import io.statecap.jobs.experiment.pretrained.PretrainedModel;
import io.statecap.jobs.experiment.probe.ProbeParts;
import io.statecap.jobs.results.Checkpoints;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.ModelEngine.OtherEngineException;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.train.StepResult;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.io.function.IOFunction;

/** The training of one trial under way: its checkpoints, its limits, what was probed along it. */
final class TrialTraining implements AutoCloseable {

    private static final double NANOS = 1e9;
    private static final int BUFFER = 1 << 16;
    /** A loss of so many times that of guessing, ln(vocabulary), never comes back. */
    private static final double DIVERGENCE_FACTOR = 20;

    private final Trial trial;
    private final TrialContext context;
    private final TrialCost cost;
    private final Checkpoints checkpoints;
    private final TrainingRun run;
    private final TrainingRecord record;
    private long checkpointNanos = System.nanoTime();

    private TrialTraining(Trial trial, TrialContext context, TrialCost cost, Checkpoints checkpoints,
                          TrainingRecord record, TrainingRun run) {
        this.trial = trial;
        this.cost = cost;
        this.context = context;
        this.checkpoints = checkpoints;
        this.run = run;
        this.record = record;
    }

    /**
     * Goes on from the latest checkpoint that can be used, or starts.
     *
     * @param cost what its parts cost, for its progress
     * @throws io.statecap.jobs.common.UsageException if the trial's own checkpoint cannot be used
     */
    static TrialTraining open(Trial trial, TrialContext context, TokenSource source, ModelEngine engine,
                              ModelEngine.Resources resources, TrialCost cost)
            throws IOException {
        Checkpoints checkpoints = context.sweep().results().checkpoints(trial.trialId());
        Optional<InputStream> latest = checkpoints.latest();
        if (latest.isPresent()) {
            try (DataInputStream data = new DataInputStream(new BufferedInputStream(latest.get(), BUFFER))) {
                TrainingRecord record = TrainingRecord.read(data, trial);
                return new TrialTraining(trial, context, cost, checkpoints, record,
                        engine.resume(trial.model(), trial.training(), source, resources, data));
            } catch (OtherEngineException e) {
                // Sound, but of no use here: nothing to be set aside as damaged.
                checkpoints.discard();
                context.notes().accept("trial " + trial.trialId() + " starts over: " + e.getMessage());
            } catch (IOException e) {
                // As it was written, but by a build that wrote other checkpoints. Whatever else fails here says
                // nothing about the checkpoint.
                checkpoints.setAside();
            }
        }
        return new TrialTraining(trial, context, cost, checkpoints, new TrainingRecord(trial),
                start(trial, source, engine, resources));
    }

    private static TrainingRun start(Trial trial, TokenSource source, ModelEngine engine,
                                     ModelEngine.Resources resources) throws IOException {
        if (trial.pretrained() == null) {
            return engine.start(trial.model(), trial.training(), source, resources);
        }
        try (PretrainedModel checkpoint = PretrainedModel.of(trial)) {
            return engine.start(trial.model(), checkpoint.weights(), trial.training(), source, resources);
        }
    }

    /**
     * Trains to the end.
     *
     * @param probe runs after each step at which the configuration asks for probes
     * @throws TrialRunner.FailedException       if the training diverges or its time is over
     * @throws ProbeParts.StoppedException if it was told to stop; its checkpoint is written
     */
    void train(IOFunction<Long, ProbeRows> probe) throws IOException, TrialRunner.FailedException {
        ExecutionSettings execution = context.sweep().execution();
        report(Double.NaN);
        // A trial that was stopped during a probe has the step, and not yet the probe.
        probeIfDue(probe);
        while (!run.done()) {
            requireGoingOn(execution);
            for (StepResult step : record.timed(() -> run.steps(stepsToNextProbe()))) {
                requireConverging(step);
                record.add(step);
                report(step.loss());
            }
            probeIfDue(probe);
            if (checkpointDue(execution.checkpointEverySeconds())) {
                checkpoint();
            }
        }
        // The probes of a long training may be long as well: do not put the training at risk during them.
        if (execution.checkpointEverySeconds() > 0 && record.trained() > execution.checkpointEverySeconds()) {
            checkpoint();
        }
    }

    /** Steps to ask for at a time; at least 1. */
    private int stepsToNextProbe() {
        long next = trial.probe().atSteps().stream().mapToLong(Long::longValue)
                .filter(step -> step > run.stepsDone()).min().orElse(Long.MAX_VALUE);
        return (int) Math.min(run.stepsAtATime(), next - run.stepsDone());
    }

    private void requireGoingOn(ExecutionSettings execution)
            throws IOException, TrialRunner.FailedException {
        if (context.stopRequested().getAsBoolean()) {
            checkpoint();
            throw new ProbeParts.StoppedException();
        }
        if (secondsLeft() < 0) {
            throw new TrialRunner.FailedException(String.format(Locale.ROOT,
                    "exceeded its time limit of %s minutes at step %d of %d",
                    Units.plain(execution.timeLimitMinutes()), run.stepsDone(), trial.training().steps()),
                    record.rows());
        }
    }

    /** The loss must not be NaN, infinite, or hopelessly far beyond that of guessing. */
    private void requireConverging(StepResult step) throws TrialRunner.FailedException {
        double limit = DIVERGENCE_FACTOR * Math.log(Math.max(2, trial.model().vocabulary()));
        if (!(step.loss() <= limit) || !Double.isFinite(step.gradNorm())) {
            record.addAlways(step);
            throw new TrialRunner.FailedException(String.format(Locale.ROOT,
                    "diverged at step %d of %d: loss %s, gradient norm %s", step.step(), trial.training().steps(),
                    step.loss(), step.gradNorm()), record.rows());
        }
    }

    private void probeIfDue(IOFunction<Long, ProbeRows> probe) throws IOException {
        Long step = run.stepsDone();
        if (trial.probe().atSteps().contains(step) && !record.hasProbed(step)) {
            record.addProbed(probe.apply(step));
        }
    }

    private boolean checkpointDue(int everySeconds) {
        return everySeconds > 0 && (System.nanoTime() - checkpointNanos) / NANOS >= everySeconds;
    }

    /** Writes all that a later attempt needs to go on from here. */
    void checkpoint() throws IOException {
        checkpoints.write(out -> {
            DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out, BUFFER));
            record.write(data);
            run.writeCheckpoint(data);
            data.flush();
        });
        checkpointNanos = System.nanoTime();
    }

    /** Of the trial's time limit. */
    double secondsLeft() {
        return 60 * context.sweep().execution().timeLimitMinutes() - record.elapsed();
    }

    private void report(double loss) {
        context.progress().accept(TrialProgress.training(trial, cost, run.stepsDone(), loss,
                tokensPerSecond()));
    }

    /** Training rate of all attempts; 0 before the first step. */
    double tokensPerSecond() {
        return run.stepsDone() == 0 ? 0 : run.stepsDone() * trial.training().batchTokens() / record.trained();
    }

    TrainingRun run() {
        return run;
    }

    TrainingRecord record() {
        return record;
    }

    @Override
    public void close() {
        run.close();
    }
}
