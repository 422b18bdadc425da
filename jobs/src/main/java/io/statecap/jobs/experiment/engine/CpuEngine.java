package io.statecap.jobs.experiment.engine;

import io.statecap.datasets.TokenSource;
import io.statecap.model.Inference;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.MemoryFootprint;
import io.statecap.model.io.TensorSource;
import io.statecap.model.train.StepResult;
import io.statecap.model.train.Trainer;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The engine of the module {@code model}: kernels in Java on the CPU. */
public final class CpuEngine implements ModelEngine {

    private static final long serialVersionUID = 1L;

    @Override
    public TrainingRun start(Mamba2Config model, TrainingSettings training, TokenSource source,
                             Resources resources) {
        NativeThreads.bound();
        return new Run(Trainer.start(Mamba2.initialise(model, training.seed()), training, source,
                resources.threads(), resources.recompute()));
    }

    @Override
    public TrainingRun start(Mamba2Config model, TensorSource weights, TrainingSettings training, TokenSource source,
                             Resources resources) throws IOException {
        NativeThreads.bound();
        return new Run(Trainer.start(Mamba2.from(model, weights), training, source, resources.threads(),
                resources.recompute()));
    }

    @Override
    public TrainingRun resume(Mamba2Config model, TrainingSettings training, TokenSource source, Resources resources,
                              InputStream checkpoint) throws IOException {
        NativeThreads.bound();
        return new Run(Trainer.resume(model, training, source, resources.threads(), resources.recompute(),
                checkpoint));
    }

    @Override
    public Evaluator evaluator(Mamba2Config model, TensorSource weights) throws IOException {
        NativeThreads.bound();
        return new CpuEvaluator(Inference.weights(model, weights));
    }

    /** A training by {@link Trainer}. */
    private record Run(Trainer trainer) implements TrainingRun {

        @Override
        public boolean done() {
            return trainer.done();
        }

        @Override
        public long stepsDone() {
            return trainer.stepsDone();
        }

        @Override
        public StepResult step() {
            return trainer.step();
        }

        @Override
        public void writeCheckpoint(OutputStream out) throws IOException {
            trainer.writeCheckpoint(out);
        }

        @Override
        public TensorSource weights() {
            return trainer.model().source();
        }

        @Override
        public Evaluator evaluator() {
            return new CpuEvaluator(Inference.weights(trainer.model()));
        }

        @Override
        public long heldBytes(Evaluator evaluator) {
            return evaluator instanceof CpuEvaluator own ? MemoryFootprint.of(trainer, own.weights())
                    : MemoryFootprint.of(trainer) + evaluator.heldBytes();
        }

        @Override
        public void close() {
            trainer.close();
        }
    }
}
