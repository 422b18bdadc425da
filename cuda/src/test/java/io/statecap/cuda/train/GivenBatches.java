package io.statecap.cuda.train;

import io.statecap.datasets.Split;
import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TokenStream;

/** A source whose every batch is a given one. */
record GivenBatches(TokenBatch batch, int vocabularySize) implements TokenSource {

    @Override
    public TokenStream open(Split split, long seed, long index) {
        int first = (int) (index % batch.sequences()) * batch.length();
        return new TokenStream() {
            private int at;

            @Override
            public void read(int[] tokens, int[] ages, int offset, int count) {
                for (int i = 0; i < count; i++, at++) {
                    tokens[offset + i] = at < batch.length() ? batch.inputs()[first + at]
                            : batch.targets()[first + batch.length() - 1];
                    ages[offset + i] = at == 0 ? NOT_SCORED : batch.ages()[first + at - 1];
                }
            }
        };
    }
}
