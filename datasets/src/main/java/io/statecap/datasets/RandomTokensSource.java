package io.statecap.datasets;

import java.util.Arrays;
import java.util.Objects;

/** Tokens drawn independently and uniformly from the vocabulary; every token is scored. */
public record RandomTokensSource(int vocabularySize) implements TokenSource {

    /** @throws IllegalArgumentException if the vocabulary is empty */
    public RandomTokensSource {
        if (vocabularySize < 1) {
            throw new IllegalArgumentException("vocabularySize must be at least 1, not " + vocabularySize);
        }
    }

    @Override
    public TokenStream open(Split split, long seed, long index) {
        SplitMix64 random = SplitMix64.ofStream(split, seed, index);
        return (tokens, ages, offset, count) -> {
            Objects.checkFromIndexSize(offset, count, tokens.length);
            Arrays.fill(ages, offset, offset + count, TokenStream.NO_AGE);
            for (int i = offset; i < offset + count; i++) {
                tokens[i] = random.nextInt(vocabularySize);
            }
        };
    }
}
