package io.statecap.datasets;

/** One unbounded sequence of tokens, read forward in pieces. Not safe for use by many threads. */
public interface TokenStream {

    /** Age of a token that is not scored as a prediction target. */
    int NOT_SCORED = -1;

    /** Age of a token that is scored, where ages have no meaning (text). */
    int NO_AGE = 0;

    /**
     * Reads the next {@code count} tokens.
     *
     * <p>{@code ages[i]} says whether {@code tokens[i]} counts when a model predicts it from the tokens before it:
     * {@link #NOT_SCORED} if not, {@link #NO_AGE} if it does, and k ≥ 1 if it does and the information needed was
     * last seen k steps of the task ago (in {@code recall}: k pairs). The loss at position p is that of predicting
     * token p + 1, so it is scored by {@code ages[p + 1]}.
     *
     * @param tokens receives the tokens, from {@code offset}
     * @param ages   receives the ages, from {@code offset}
     */
    void read(int[] tokens, int[] ages, int offset, int count);

    /**
     * Tokens left of the document that the next token belongs to, its separator included: at least 1, and more than
     * any length where the whole stream is one document.
     */
    default long documentRemaining() {
        return Long.MAX_VALUE;
    }
}
