package io.statecap.datasets.passkey;

import io.statecap.datasets.RecallSettings;
import io.statecap.datasets.RecallSource;
import io.statecap.datasets.Split;
import io.statecap.datasets.SplitMix64;
import io.statecap.datasets.TokenStream;

/**
 * Retrieval for a model trained on recall streams, from the distribution that it was trained on: a held-out
 * stream of pairs in which one key occurs only once, at the chosen depth, and which ends by asking for that key.
 *
 * <p>A context of L tokens is L / 2 pairs. The last one is the question: the model reads its key, L − 1 tokens in all,
 * and its value is the answer. Of the L / 2 − 1 pairs before, number {@code int(depth · (pairs − 1))} is the fact; the
 * stream goes on around it.
 */
public final class RecallPasskey implements PasskeyTask {

    private static final int SHORTEST = 4;

    private final RecallSettings settings;
    private final RecallSource others;

    /** @throws IllegalArgumentException if there is only one key */
    public RecallPasskey(RecallSettings settings) {
        if (settings.keys() < 2) {
            throw new IllegalArgumentException("keys is " + settings.keys()
                    + ", but must be at least 2, one to hide and one for the rest");
        }
        this.settings = settings;
        others = new RecallSource(new RecallSettings(settings.keys() - 1, settings.values(), settings.newRate(),
                settings.maxAge()));
    }

    @Override
    public int newTokens() {
        return 1;
    }

    @Override
    public int vocabularySize() {
        return settings.keys() + settings.values();
    }

    @Override
    public PasskeyPrompt prompt(long contextLength, double depth, long sample) {
        PasskeyTask.checkDepth(depth);
        if (contextLength < SHORTEST || contextLength % 2 != 0) {
            throw new IllegalArgumentException("the context length is " + contextLength
                    + ", but must be an even number from " + SHORTEST + ", since a pair of recall is two tokens");
        }
        SplitMix64 random = PasskeyTask.random(sample);
        int key = random.nextInt(settings.keys());
        int value = settings.keys() + random.nextInt(settings.values());
        long pairs = contextLength / 2 - 1;
        long keyStart = 2 * (long) (depth * (pairs - 1));
        TokenStream stream = others.open(Split.HELD_OUT, SEED, sample);
        int[] token = new int[1];
        int[] age = new int[1];
        return new PasskeyPrompt(contextLength - 1, 0, contextLength - 2 - (keyStart + 2), at -> {
            if (at == keyStart || at == contextLength - 2) {
                return key;
            }
            if (at == keyStart + 1) {
                return value;
            }
            stream.read(token, age, 0, 1);
            // The stream has one key fewer: its tokens from the hidden key's on, values included, are one lower.
            return token[0] >= key ? token[0] + 1 : token[0];
        }, generated -> generated[0] == value);
    }
}
