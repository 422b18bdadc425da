package io.statecap.datasets;

import java.util.Arrays;
import java.util.Objects;

/**
 * A given list of tokens, repeated without end, the same in every split, seed and index; every token is scored. A
 * single one is the paper's "newlines" prompt, without content, on which states explode all the same.
 */
public record RepeatedSource(int vocabularySize, int... period) implements TokenSource {

    /** @throws IllegalArgumentException if the list is empty or has a token outside the vocabulary */
    public RepeatedSource {
        if (period.length == 0 || Arrays.stream(period).anyMatch(token -> token < 0 || token >= vocabularySize)) {
            throw new IllegalArgumentException("a repeated prompt needs at least one token, and only tokens of the"
                    + " vocabulary 0 … " + (vocabularySize - 1) + ", not " + Arrays.toString(period));
        }
        period = period.clone();
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
