package io.statecap.datasets;

import java.util.Arrays;
import java.util.Objects;

/**
 * A given list of tokens, repeated without end, the same in every split, seed and index; every token is scored. A
 * single one is the paper's "newlines" prompt, without content, on which states explode all the same.
 */
public final class RepeatedSource implements TokenSource {

    private final int vocabularySize;
    private final int[] period;

    /** @throws IllegalArgumentException if the list is empty or has a token outside the vocabulary */
    public RepeatedSource(int vocabularySize, int... tokens) {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("a repeated prompt needs at least one token");
        }
        for (int token : tokens) {
            if (token < 0 || token >= vocabularySize) {
                throw new IllegalArgumentException("token " + token + " is outside the vocabulary 0 … "
                        + (vocabularySize - 1));
            }
        }
        this.vocabularySize = vocabularySize;
        this.period = tokens.clone();
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public TokenStream open(Split split, long seed, long index) {
        int[] next = {0};
        return (tokens, ages, offset, count) -> {
            Objects.checkFromIndexSize(offset, count, tokens.length);
            Arrays.fill(ages, offset, offset + count, TokenStream.NO_AGE);
            for (int i = offset; i < offset + count; i++) {
                tokens[i] = period[next[0]];
                next[0] = next[0] + 1 == period.length ? 0 : next[0] + 1;
            }
        };
    }
}
