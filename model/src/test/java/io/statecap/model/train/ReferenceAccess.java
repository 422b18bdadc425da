package io.statecap.model.train;

import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TokenStream;
import io.statecap.model.Mamba2;
import java.util.Map;

/** Lets tests of other packages give batches of their own to the trainer's parts. */
public final class ReferenceAccess implements AutoCloseable {

    private final BatchGradient gradient;
    private final Trainer trainer;

    public ReferenceAccess(Mamba2 model, int sequences, int length, int threads) {
        gradient = new BatchGradient(model.config(), model.parameters(), sequences, length, threads, false);
        trainer = null;
    }

    /** Closes the model, too. */
    public ReferenceAccess(Mamba2 model, TrainingSettings settings) {
        gradient = null;
        trainer = Trainer.start(model, settings, new NoData(model.config().vocabulary()), 1, false);
    }

    public double loss(TokenBatch batch) {
        return gradient.run(batch, null);
    }

    public Map<String, float[]> gradients() {
        return gradient.gradients();
    }

    public StepResult step(TokenBatch batch) {
        return trainer.step(batch);
    }

    @Override
    public void close() {
        if (gradient != null) {
            gradient.close();
        } else {
            trainer.close();
        }
    }

    private record NoData(int vocabularySize) implements TokenSource {
        @Override
        public TokenStream open(io.statecap.datasets.Split split, long seed, long index) {
            throw new IllegalStateException("batches are given");
        }
    }
}
