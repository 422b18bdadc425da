package io.statecap.model.train;

import io.statecap.datasets.SegmentBatch;
import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TrainingBatches;
import io.statecap.datasets.TruncatedBpttBatches;
import java.util.Arrays;
import java.util.function.LongFunction;

/** The batches of a training, by step. */
public final class StepBatches {

    private StepBatches() {}

    /**
     * Next segments of the same sequences, or new sequences; steps are counted from 0. Not safe for several threads; a
     * batch is valid until the next is asked for.
     *
     * @throws IllegalArgumentException if there are more tokens than {@code vocabulary}
     */
    public static LongFunction<SegmentBatch> of(TrainingSettings settings, TokenSource source, int vocabulary) {
        if (source.vocabularySize() > vocabulary) {
            throw new IllegalArgumentException("the data have " + source.vocabularySize()
                    + " tokens, the model only " + vocabulary);
        }
        if (settings.start().kind() == InitialStates.Kind.CARRIED) {
            return new TruncatedBpttBatches(source, settings.seed(), settings.sequences(), settings.length(),
                    settings.start().resetAtDocuments())::batch;
        }
        TrainingBatches fresh = new TrainingBatches(source, settings.seed(), settings.sequences(), settings.length());
        boolean[] starts = new boolean[settings.sequences()];
        Arrays.fill(starts, true);
        SegmentBatch reused = new SegmentBatch(TokenBatch.zeros(settings.sequences(), settings.length()), starts);
        return step -> {
            fresh.fill(step, reused.tokens());
            return reused;
        };
    }
}
