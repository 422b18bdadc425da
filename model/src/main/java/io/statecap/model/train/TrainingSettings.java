package io.statecap.model.train;

import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TrainingBatches;
import io.statecap.datasets.TruncatedBpttBatches;
import java.io.Serializable;
import java.util.function.LongFunction;

/**
 * How one model is trained.
 *
 * @param length       tokens a sequence (the training length T)
 * @param tokens       tokens in all; the number of steps is {@code ceil(tokens / batchTokens)}, none for 0
 * @param batchTokens  tokens a step, a multiple of {@code length}
 * @param learningRate peak rate
 * @param schedule     shape of the rate over the steps
 * @param warmup       share of the steps with a linear rise from 0
 * @param decay        share of the steps, at the end, with a linear fall to 0
 * @param weightDecay  decoupled weight decay, on parameters of two or more dimensions only
 * @param beta1        AdamW's decay of the first moment
 * @param beta2        AdamW's decay of the second moment
 * @param epsilon      AdamW's term in the denominator
 * @param clip         limit on the global gradient norm; 0 for none
 * @param seed         seed of initialisation and data order
 * @param start        initial states of sequences
 */
public record TrainingSettings(int length, long tokens, int batchTokens, double learningRate, Schedule schedule,
                               double warmup, double decay, double weightDecay, double beta1, double beta2,
                               double epsilon, double clip, long seed, InitialStates start)
        implements Serializable {

    public TrainingSettings {
        if (length < 1 || tokens < 0 || batchTokens < 1) {
            throw new IllegalArgumentException("length and batchTokens must be at least 1 and tokens at least 0, not "
                    + length + ", " + batchTokens + " and " + tokens);
        }
        if (batchTokens % length != 0) {
            throw new IllegalArgumentException(
                    "batchTokens " + batchTokens + " is not a multiple of the training length " + length);
        }
    }

    /** Steps of the whole training. */
    public long steps() {
        return (tokens + batchTokens - 1) / batchTokens;
    }

    /** Sequences a step. */
    public int sequences() {
        return batchTokens / length;
    }

    /**
     * The batches by step, counted from 0: next segments of the same sequences where states are carried, else new
     * sequences. Not safe for several threads.
     *
     * @throws IllegalArgumentException if the source has more tokens than {@code vocabulary}
     */
    public LongFunction<TokenBatch> batches(TokenSource source, int vocabulary) {
        if (source.vocabularySize() > vocabulary) {
            throw new IllegalArgumentException("the data have " + source.vocabularySize()
                    + " tokens, the model only " + vocabulary);
        }
        return start.kind() == InitialStates.Kind.CARRIED
                ? new TruncatedBpttBatches(source, seed, sequences(), length, start.resetAtDocuments())::batch
                : new TrainingBatches(source, seed, sequences(), length)::batch;
    }
}
