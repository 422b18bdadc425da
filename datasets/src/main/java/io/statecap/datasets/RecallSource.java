package io.statecap.datasets;

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
        return new RecallStream(settings, lags, SplitMix64.ofStream(split, seed, index));
    }
}
