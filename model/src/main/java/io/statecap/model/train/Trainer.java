package io.statecap.model.train;

import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.MemoryFootprint;
import io.statecap.model.engine.StartStates;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.io.TensorSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Trains one model, step by step; interruptible after every step, and resumable to the same bits. */
public final class Trainer implements TrainingRun {

    private final Mamba2 model;
    private final TrainingSettings settings;
    private final LongFunction<TokenBatch> batches;
    private final InitialStateSource states;
    private final BatchGradient gradient;
    private final AdamW optimizer;
    private long stepsDone;

    private Trainer(Mamba2 model, TrainingSettings settings, TokenSource source, int threads, boolean recompute) {
        this.model = model;
        this.settings = settings;
        batches = settings.batches(source, model.config().vocabulary());
        states = new InitialStateSource(model.config(), settings);
        gradient = new BatchGradient(model.config(), model.parameters(), settings.sequences(), settings.length(),
                threads, recompute);
        optimizer = new AdamW(model.config(), settings);
    }

    /** A new training without recomputation. {@code threads} ≥ 1 share the sequences of each step. */
    public static Trainer start(Mamba2Config config, TrainingSettings settings, TokenSource source, int threads) {
        return start(Mamba2.initialise(config, settings.seed()), settings, source, threads, false);
    }

    /**
     * Trains a given model (further), with a new optimiser and schedule. The model is closed with the trainer.
     *
     * @param recompute as in {@link BatchGradient}
     */
    public static Trainer start(Mamba2 model, TrainingSettings settings, TokenSource source, int threads,
                                boolean recompute) {
        return new Trainer(model, settings, source, threads, recompute);
    }

    /**
     * Continues from what {@link #writeCheckpoint} wrote, to the bits that an uninterrupted training gives.
     *
     * @param recompute may differ from the earlier run's
     * @throws IOException if the checkpoint is damaged or of another model or training
     */
    public static Trainer resume(Mamba2Config config, TrainingSettings settings, TokenSource source, int threads,
                                 boolean recompute, InputStream checkpoint) throws IOException {
        Trainer trainer = start(Mamba2.initialise(config, settings.seed()), settings, source, threads, recompute);
        try {
            trainer.stepsDone = TrainingCheckpoint.read(checkpoint, TrainingCheckpoint.CPU, config, settings,
                    trainer.model.parameters(), trainer.optimizer.firstMoments(), trainer.optimizer.secondMoments(),
                    trainer.states);
            return trainer;
        } catch (IOException | RuntimeException e) {
            trainer.close();
            throw e;
        }
    }

    @Override
    public boolean done() {
        return stepsDone >= settings.steps();
    }

    @Override
    public long stepsDone() {
        return stepsDone;
    }

    @Override
    public List<StepResult> steps(int most) {
        List<StepResult> results = new ArrayList<>();
        while (results.size() < most && !done()) {
            results.add(step());
        }
        return results;
    }

    /** One step; the loss may be NaN or infinite if training diverged, which the caller has to check. */
    public StepResult step() {
        return step(batches.apply(stepsDone));
    }

    StepResult step(TokenBatch batch) {
        double loss = gradient.run(batch, states.before(stepsDone, batch.documentStart()));
        Map<String, float[]> gradients = gradient.gradients();
        double norm = optimizer.norm(gradients);
        double rate = settings.schedule().rate(stepsDone, settings);
        stepsDone++;
        optimizer.step(stepsDone, rate, norm, gradients, model.parameters());
        return new StepResult(stepsDone, stepsDone * settings.batchTokens(), loss, norm, rate);
    }

    @Override
    public StartStates startStates(int most) {
        boolean[] documentStart = settings.start().kind() == InitialStates.Kind.CARRIED
                ? batches.apply(stepsDone).documentStart() : new boolean[0];
        return states.first(stepsDone, documentStart, most);
    }

    @Override
    public void writeCheckpoint(OutputStream out) throws IOException {
        TrainingCheckpoint.write(out, TrainingCheckpoint.CPU, model.config(), settings, model.parameters(),
                optimizer.firstMoments(), optimizer.secondMoments(), states, stepsDone);
    }

    /** The model in training; closed with this trainer. */
    public Mamba2 model() {
        return model;
    }

    @Override
    public TensorSource weights() {
        return model.parameters().source();
    }

    @Override
    public long heldBytes() {
        return MemoryFootprint.of(this);
    }

    @Override
    public void close() {
        gradient.close();
        optimizer.close();
        model.close();
    }
}
