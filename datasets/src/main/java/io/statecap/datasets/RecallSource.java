package io.statecap.datasets;

import java.util.Arrays;
import java.util.Objects;

/**
 * Streaming associative recall, generated on the fly: an endless sequence of (key, value) pairs, two tokens each.
 *
 * <p>With probability {@code newRate}, and always at first, a pair is a new binding: a key and a value, both uniform;
 * a key may be bound again, which replaces its older value. Otherwise the pair repeats: a lag is drawn log-uniformly
 * from 1 … min(pairs so far, maxAge) ({@link LogUniformLag}), the key of the pair that far back is used again, and
 * its current value follows. Only values of repeated pairs are scored; the age of one is the distance, in pairs, to
 * the latest earlier pair with that key (at most the lag that was drawn). The package page draws a sequence.
 *
 * <p>A stream holds O(keys + maxAge) memory, whatever its length.
 */
public final class RecallSource implements TokenSource {

    private final RecallSettings settings;
    private final LogUniformLag lags;

    public RecallSource(RecallSettings settings) {
        this.settings = settings;
        this.lags = new LogUniformLag(settings.maxAge());
    }

    @Override
    public int vocabularySize() {
        return settings.keys() + settings.values();
    }

    @Override
    public TokenStream open(Split split, long seed, long index) {
        return new Stream(SplitMix64.ofStream(split, seed, index));
    }

    /** One sequence. */
    private final class Stream implements TokenStream {

        private final SplitMix64 random;

        /** Current value token of each key that occurred. */
        private final int[] valueOf = new int[settings.keys()];

        /** Latest pair of each key that occurred, modulo 2^32: a key that is used again is at most maxAge pairs old. */
        private final int[] latestPair = new int[settings.keys()];

        /** Keys of the latest pairs, a ring: pair i is at i modulo its length, a power of two of at least maxAge. */
        private final int[] recentKeys = new int[settings.maxAge() == 1 ? 1
                : Integer.highestOneBit(settings.maxAge() - 1) << 1];

        private long pairs;
        private int key;
        private int value;
        private int age;

        /** Whether the latest pair's key was read, and its value was not yet. */
        private boolean valueDue;

        Stream(SplitMix64 random) {
            this.random = random;
        }

        @Override
        public void read(int[] tokens, int[] ages, int offset, int count) {
            Objects.checkFromIndexSize(offset, count, tokens.length);
            Objects.checkFromIndexSize(offset, count, ages.length);
            int end = offset + count;
            int at = offset;
            while (at < end) {
                if (!valueDue) {
                    nextPair();
                    tokens[at] = key;
                    ages[at++] = NOT_SCORED;
                    valueDue = true;
                }
                if (at < end) {
                    tokens[at] = value;
                    ages[at++] = age;
                    valueDue = false;
                }
            }
        }

        private void nextPair() {
            long pair = pairs++;
            int ring = recentKeys.length - 1;
            if (pair == 0 || random.nextDouble() < settings.newRate()) {
                key = random.nextInt(settings.keys());
                value = settings.keys() + random.nextInt(settings.values());
                valueOf[key] = value;
                age = NOT_SCORED;
            } else {
                int lag = lags.at(random.nextDouble(), (int) Math.min(pair, settings.maxAge()));
                key = recentKeys[(int) (pair - lag) & ring];
                value = valueOf[key];
                age = (int) pair - latestPair[key];
            }
            latestPair[key] = (int) pair;
            recentKeys[(int) pair & ring] = key;
        }
    }

    /**
     * Log-uniform lags: of 1 … n, lag k has probability log((k + 1) / k) / log(n + 1), so that each of the intervals
     * [1, 2), [2, 4), [4, 8) … is about equally likely. Drawn by inversion in a table that serves every n up to the
     * largest, since the distribution for n is that for the largest lag, cut at n. Immutable.
     */
    static final class LogUniformLag {

        /** {@code below[k - 1]}: probability that the lag is at most k, of 1 … largest. */
        private final double[] below;

        LogUniformLag(int largest) {
            below = new double[largest];
            double whole = StrictMath.log(largest + 1.0);
            for (int k = 1; k <= largest; k++) {
                below[k - 1] = StrictMath.log(k + 1.0) / whole;
            }
        }

        /**
         * The lag of 1 … n at which the cumulative probability passes {@code uniform}.
         *
         * @param uniform in [0, 1)
         * @param n       from 1 to the largest lag
         */
        int at(double uniform, int n) {
            int found = Arrays.binarySearch(below, 0, n, uniform * below[n - 1]);
            // A lag whose probability is met exactly is passed as well; rounding may lift the last one to its edge.
            return Math.min(n, found < 0 ? -found : found + 2);
        }
    }
}
