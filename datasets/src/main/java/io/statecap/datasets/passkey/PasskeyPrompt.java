package io.statecap.datasets.passkey;

/** One prompt, read forward once. Not safe for use by many threads. */
public interface PasskeyPrompt {

    /** Tokens that a model reads before it answers. */
    long length();

    /** Tokens at the start that every sample of the task has, whatever its context length, if its fact comes later. */
    long sharedTokens();

    /** Tokens between the end of the fact and the question. */
    long distance();

    /** Passes over the next {@code count} tokens. */
    void skip(long count);

    /** Reads the next {@code count} tokens. */
    void read(int[] tokens, int offset, int count);

    /** Whether what a model generated has the answer. */
    boolean answeredBy(int[] generated);
}
