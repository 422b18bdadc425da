package io.statecap.model.train;

import io.statecap.datasets.LaneBatch;
import io.statecap.datasets.LaneBatches;
import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TrainingBatches;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongFunction;

/** Trains one model, step by step; interruptible after every step, and resumable to the same bits. */
public final class Trainer implements AutoCloseable {

    private final Mamba2 model;
    private final TrainingSettings settings;
    private final LongFunction<LaneBatch> batches;
    private final StateStream states;
    private final BatchGradient gradient;
    private final AdamW optimizer;
    private long stepsDone;

    private Trainer(Mamba2 model, TrainingSettings settings, TokenSource source, int threads, boolean recompute) {
        if (source.vocabularySize() > model.config().vocabulary()) {
            throw new IllegalArgumentException("the data have " + source.vocabularySize()
                    + " tokens, the model only " + model.config().vocabulary());
        }
        this.model = model;
        this.settings = settings;
        batches = batches(settings, source);
        states = new StateStream(model.config(), settings);
        gradient = new BatchGradient(model, settings.lanes(), settings.length(), threads, recompute);
        optimizer = new AdamW(model.config(), settings);
    }

    /** Batches by step: lanes that go on where they stopped, or fresh sequences. */
    private static LongFunction<LaneBatch> batches(TrainingSettings settings, TokenSource source) {
        if (settings.start().kind() == StartStates.Kind.CARRIED) {
            return new LaneBatches(source, settings.seed(), settings.lanes(), settings.length(),
                    settings.start().resetAtDocuments())::batch;
        }
        TrainingBatches fresh = new TrainingBatches(source, settings.seed(), settings.lanes(), settings.length());
        boolean[] starts = new boolean[settings.lanes()];
        Arrays.fill(starts, true);
        LaneBatch reused = new LaneBatch(TokenBatch.zeros(settings.lanes(), settings.length()), starts);
        return step -> {
            fresh.fill(step, reused.tokens());
            return reused;
        };
    }

    /** A fresh training. {@code threads} ≥ 1 share the sequences of each step. */
    public static Trainer start(Mamba2Config config, TrainingSettings settings, TokenSource source, int threads) {
        return start(config, settings, source, threads, false);
    }

    /** Likewise; {@code recompute} as in {@link BatchGradient}. */
    public static Trainer start(Mamba2Config config, TrainingSettings settings, TokenSource source, int threads,
                                boolean recompute) {
        return start(Mamba2.initialise(config, settings.seed()), settings, source, threads, recompute);
    }

    /** Trains a given model on, with a fresh optimiser and schedule. The model is closed with the trainer. */
    public static Trainer start(Mamba2 model, TrainingSettings settings, TokenSource source, int threads) {
        return start(model, settings, source, threads, false);
    }

    /** Likewise; {@code recompute} as in {@link BatchGradient}. */
    public static Trainer start(Mamba2 model, TrainingSettings settings, TokenSource source, int threads,
                                boolean recompute) {
        return new Trainer(model, settings, source, threads, recompute);
    }

    /**
     * Continues from what {@link #writeCheckpoint} wrote, to the bits that an undisturbed training would give.
     *
     * @throws IOException if the checkpoint is damaged or of another model or training
     */
    public static Trainer resume(Mamba2Config config, TrainingSettings settings, TokenSource source, int threads,
                                 InputStream checkpoint) throws IOException {
        return resume(config, settings, source, threads, false, checkpoint);
    }

    /** Likewise; {@code recompute} as in {@link BatchGradient}, and free to differ from that of the earlier run. */
    public static Trainer resume(Mamba2Config config, TrainingSettings settings, TokenSource source, int threads,
                                 boolean recompute, InputStream checkpoint) throws IOException {
        Trainer trainer = start(config, settings, source, threads, recompute);
        try {
            trainer.stepsDone = TrainingCheckpoint.read(checkpoint, config, settings, trainer.model.parameters(),
                    trainer.optimizer, trainer.states);
            return trainer;
        } catch (IOException | RuntimeException e) {
            trainer.close();
            throw e;
        }
    }

    /** Whether all steps are done. */
    public boolean done() {
        return stepsDone >= settings.steps();
    }

    /** Steps done so far. */
    public long stepsDone() {
        return stepsDone;
    }

    /** One step; the loss may be NaN or infinite if training diverged, which the caller is to check. */
    public StepResult step() {
        return step(batches.apply(stepsDone));
    }

    /** One step on a given batch, whose sequences start from zeros or continue nothing. */
    StepResult step(TokenBatch batch) {
        boolean[] starts = new boolean[batch.lanes()];
        Arrays.fill(starts, true);
        return step(new LaneBatch(batch, starts));
    }

    private StepResult step(LaneBatch batch) {
        double loss = gradient.run(batch.tokens(), states.before(stepsDone, batch.documentStart()));
        Map<String, float[]> gradients = gradient.gradients();
        double norm = optimizer.norm(gradients);
        double rate = settings.schedule().rate(stepsDone, settings);
        stepsDone++;
        optimizer.step(stepsDone, rate, norm, gradients, model.parameters());
        return new StepResult(stepsDone, stepsDone * settings.batchTokens(), loss, norm, rate);
    }

    /** Weights, optimiser state, carried states and step, as safetensors. */
    public void writeCheckpoint(OutputStream out) throws IOException {
        TrainingCheckpoint.write(out, model.config(), settings, model.parameters(), optimizer, states,
                stepsDone);
    }

    /** The model in training; closed with this trainer. */
    public Mamba2 model() {
        return model;
    }

    @Override
    public void close() {
        gradient.close();
        optimizer.close();
        model.close();
    }
}
