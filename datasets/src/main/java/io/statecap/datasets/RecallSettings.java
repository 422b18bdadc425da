package io.statecap.datasets;

import java.io.Serializable;

/**
 * Settings of streaming associative recall, see {@link RecallSource}.
 *
 * @param keys    number of distinct keys; tokens 0 … keys − 1
 * @param values  number of distinct values; tokens keys … keys + values − 1
 * @param newRate probability that a pair is a new binding, between 0 and 1, both excluded
 * @param maxAge  largest lag at which a key is used again; pairs
 */
public record RecallSettings(int keys, int values, double newRate, int maxAge) implements Serializable {

    /** Largest number of keys, of values and of pairs counted back: a stream's memory grows with them. */
    public static final int LARGEST = 1 << 24;

    /** @throws IllegalArgumentException if a setting is out of range */
    public RecallSettings {
        checkRange("keys", keys);
        checkRange("values", values);
        checkRange("maxAge", maxAge);
        if (!(newRate > 0 && newRate < 1)) {
            throw new IllegalArgumentException("newRate must be above 0 and below 1, not " + newRate
                    + ": at 0 there is one binding, at 1 nothing to recall");
        }
    }

    private static void checkRange(String field, int value) {
        if (value < 1 || value > LARGEST) {
            throw new IllegalArgumentException(field + " must be in 1 … " + LARGEST + ", not " + value);
        }
    }
}
