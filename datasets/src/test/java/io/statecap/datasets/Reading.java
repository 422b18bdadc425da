package io.statecap.datasets;

import java.util.Arrays;

/** Reads streams for tests. */
final class Reading {

    private Reading() {}

    /** Tokens and ages of the beginning of a stream. */
    record Tokens(int[] tokens, int[] ages) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Tokens that && Arrays.equals(tokens, that.tokens)
                    && Arrays.equals(ages, that.ages);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(tokens);
        }
    }

    static Tokens whole(TokenStream stream, int count) {
        int[] tokens = new int[count];
        int[] ages = new int[count];
        stream.read(tokens, ages, 0, count);
        return new Tokens(tokens, ages);
    }

    /** The same in pieces of random size, 0 included, into the middle of larger arrays. */
    static Tokens pieces(TokenStream stream, int count, SplitMix64 random) {
        int[] tokens = new int[count + 2];
        int[] ages = new int[count + 2];
        int done = 0;
        while (done < count) {
            int piece = Math.min(random.nextInt(8), count - done);
            stream.read(tokens, ages, 1 + done, piece);
            done += piece;
        }
        if (tokens[0] != 0 || tokens[count + 1] != 0) {
            throw new AssertionError("a read wrote outside its range");
        }
        return new Tokens(Arrays.copyOfRange(tokens, 1, count + 1), Arrays.copyOfRange(ages, 1, count + 1));
    }
}
