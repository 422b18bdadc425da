package io.statecap.datasets.passkey;

import io.statecap.datasets.SplitMix64;
import io.statecap.datasets.Split;

/** Makes prompts that hide one fact. Safe for use by many threads. */
public interface PasskeyTask {

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
