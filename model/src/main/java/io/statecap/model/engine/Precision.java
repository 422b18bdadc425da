package io.statecap.model.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Arithmetic of matrix products. Weights, moments, the residual stream, norms, the recurrence and losses are float32 in
 * each of them.
 */
public enum Precision {
    /** 24 bits of mantissa; the only one on the CPU. */
    FLOAT32,
    /** Factors rounded to 11 bits, sums in float32. */
    TF32,
    /** Factors rounded to 8 bits, sums in float32. */
    BF16;

    /** As in configurations and in the column {@code precision}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for any other text, with the allowed ones */
    public static Precision of(String text) {
        return Arrays.stream(values()).filter(one -> one.text().equals(text)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("precision must be one of " + Arrays.stream(values())
                        .map(Precision::text).collect(Collectors.joining(", ")) + ", not " + text));
    }
}
