package io.statecap.datasets.passkey;

import io.statecap.datasets.Split;
import io.statecap.datasets.SplitMix64;
import java.util.function.LongToIntFunction;
import java.util.function.Predicate;

/** Makes prompts that hide one fact. Safe for use by many threads. */
public interface PasskeyTask {

    /**
     * One prompt, read forward once. Not safe for use by many threads.
     *
     * @param length       tokens that a model reads before it answers
     * @param sharedTokens tokens at the start that every sample of the task has, whatever its context length, if its
     *                     fact comes later
     * @param distance     tokens between the end of the fact and the question
     * @param tokens       the token at a position; asked for in order, without gaps but for one over shared tokens
     * @param answer       whether what a model generated has the answer
     */
    record PasskeyPrompt(long length, long sharedTokens, long distance, LongToIntFunction tokens,
                                Predicate<int[]> answer) {

        /** Reads {@code count} tokens from a position on. */
        public void read(long from, int[] into, int offset, int count) {
            for (int i = 0; i < count; i++) {
                into[offset + i] = tokens.applyAsInt(from + i);
            }
        }
    }

    /** Seed of the prompts: the same for every model. */
    long SEED = 0;

    /**
     * One prompt.
     *
     * @param contextLength tokens of the context
     * @param depth         where the fact stands, 0 at the start … 1 at the end
     * @param sample        number of the prompt, from 0; decides the fact and, where it is random, the rest
     * @throws IllegalArgumentException if no such prompt exists, with a sentence that names what is allowed
     */
    PasskeyPrompt prompt(long contextLength, double depth, long sample);

    /** Tokens that a model is to generate after the prompt. */
    int newTokens();

    /** One more than the largest token of a prompt. */
    int vocabularySize();

    /** The random numbers of one sample. */
    static SplitMix64 random(long sample) {
        return SplitMix64.ofStream(Split.HELD_OUT, SEED, sample);
    }

    /** @throws IllegalArgumentException unless 0 ≤ depth ≤ 1 */
    static void checkDepth(double depth) {
        if (!(depth >= 0 && depth <= 1)) {
            throw new IllegalArgumentException("depth is " + depth + ", but must be from 0 to 1");
        }
    }
}
