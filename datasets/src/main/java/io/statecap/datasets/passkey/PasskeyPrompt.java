package io.statecap.datasets.passkey;

import java.util.function.LongToIntFunction;
import java.util.function.Predicate;

/**
 * One prompt, read forward once. Not safe for use by many threads.
 *
 * @param length       tokens that a model reads before it answers
 * @param sharedTokens tokens at the start that every sample of the task has, whatever its context length, if its fact
 *                     comes later
 * @param distance     tokens between the end of the fact and the question
 * @param tokens       the token at a position; asked for in order, without gaps but for one over shared tokens
 * @param answer       whether what a model generated has the answer
 */
public record PasskeyPrompt(long length, long sharedTokens, long distance, LongToIntFunction tokens,
                            Predicate<int[]> answer) {

    /** Reads {@code count} tokens from a position on. */
    public void read(long from, int[] into, int offset, int count) {
        for (int i = 0; i < count; i++) {
            into[offset + i] = tokens.applyAsInt(from + i);
        }
    }
}
