package io.statecap.datasets;

import java.util.Objects;

/** One sequence of {@link RecallSource}. */
final class RecallStream implements TokenStream {

    private final int keys;
    private final int values;
    private final double newRate;
    private final int maxAge;
    private final LogUniformLag lags;
    private final SplitMix64 random;

    /** Current value token of each key that occurred. */
    private final int[] valueOf;

    /** Latest pair of each key that occurred, modulo 2^32: a key that is used again is at most maxAge pairs old. */
    private final int[] latestPair;

    /** Keys of the latest pairs, a ring: pair i is at i modulo its length, a power of two of at least maxAge. */
    private final int[] recentKeys;

    private long pairs;
    private int key;
    private int value;
    private int age;

    /** Whether the latest pair's key was read, and its value was not yet. */
    private boolean valueDue;

    RecallStream(RecallSettings settings, LogUniformLag lags, SplitMix64 random) {
        this.keys = settings.keys();
        this.values = settings.values();
        this.newRate = settings.newRate();
        this.maxAge = settings.maxAge();
        this.lags = lags;
        this.random = random;
        this.valueOf = new int[keys];
        this.latestPair = new int[keys];
        this.recentKeys = new int[maxAge == 1 ? 1 : Integer.highestOneBit(maxAge - 1) << 1];
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
        if (pair == 0 || random.nextDouble() < newRate) {
            key = random.nextInt(keys);
            value = keys + random.nextInt(values);
            valueOf[key] = value;
            age = NOT_SCORED;
        } else {
            int lag = lags.at(random.nextDouble(), (int) Math.min(pair, maxAge));
            key = recentKeys[(int) (pair - lag) & ring];
            value = valueOf[key];
            age = (int) pair - latestPair[key];
        }
        latestPair[key] = (int) pair;
        recentKeys[(int) pair & ring] = key;
    }
}
