package io.statecap.datasets;

/**
 * One token repeated without end: the paper's "newlines" prompt, without content, on which states explode all the
 * same. Which token stands for a newline depends on the tokenizer.
 */
public final class NewlinesSource implements TokenSource {

    private final RepeatedSource repeated;

    /**
     * @param vocabularySize number of distinct tokens
     * @param token          the token to repeat
     * @throws IllegalArgumentException if the token is outside the vocabulary
     */
    public NewlinesSource(int vocabularySize, int token) {
        this.repeated = new RepeatedSource(vocabularySize, token);
    }

    @Override
    public int vocabularySize() {
        return repeated.vocabularySize();
    }

    @Override
    public TokenStream open(Split split, long seed, long index) {
        return repeated.open(split, seed, index);
    }
}
