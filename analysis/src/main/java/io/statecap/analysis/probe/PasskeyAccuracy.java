package io.statecap.analysis.probe;

import io.statecap.analysis.table.PasskeyRow;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Views of one passkey heat map: rows of one model and mitigation. */
public record PasskeyAccuracy(List<PasskeyRow> rows) {

    /** Accuracy from which a context length counts as recalled (arXiv 2410.07145, section 4.3). */
    public static final double RELIABLE = 0.95;

    /** Context lengths probed, ascending. */
    public List<Long> contextLengths() {
        return List.copyOf(new TreeSet<>(rows.stream().map(PasskeyRow::contextLength).toList()));
    }

    /** Depths probed, ascending. */
    public List<Double> depths() {
        return List.copyOf(new TreeSet<>(rows.stream().map(PasskeyRow::depth).toList()));
    }

    /** Share of right answers at one cell; empty if it was not probed. */
    public OptionalDouble at(long contextLength, double depth) {
        return share(rows.stream().filter(row -> row.contextLength() == contextLength && row.depth() == depth)
                .toList());
    }

    /** Share of right answers at one context length, all depths. */
    public OptionalDouble at(long contextLength) {
        return share(rows.stream().filter(row -> row.contextLength() == contextLength).toList());
    }

    /**
     * Last-k analysis: share of right answers at one context length where the fact ended at most {@code k} tokens
     * before the question. Low values far beyond the training length are collapse, not forgetting.
     */
    public OptionalDouble lastTokens(long contextLength, long k) {
        return share(rows.stream().filter(row -> row.contextLength() == contextLength && row.distance() <= k)
                .toList());
    }

    /** The longest context whose share of right answers, over all depths, is at least {@code limit}. */
    public OptionalLong longestContext(double limit) {
        return contextLengths().stream().mapToLong(Long::longValue)
                .filter(length -> at(length).orElse(0) >= limit).max();
    }

    private static OptionalDouble share(List<PasskeyRow> some) {
        long samples = some.stream().mapToLong(PasskeyRow::samples).sum();
        long correct = some.stream().mapToLong(PasskeyRow::correct).sum();
        return samples == 0 ? OptionalDouble.empty() : OptionalDouble.of(correct / (double) samples);
    }
}
