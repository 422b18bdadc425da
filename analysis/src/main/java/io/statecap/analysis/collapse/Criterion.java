package io.statecap.analysis.collapse;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * When a loss curve counts as collapsed.
 *
 * <p>{@link Kind#FRESH} compares the loss beyond the training length with that of the same tokens, read by the same
 * model from a fresh state within its training length: more context must not hurt. {@link Kind#REFERENCE} compares with
 * the best training length of the same size at the same positions.
 *
 * <p>{@link Kind#PAPER} is the rule of arXiv 2410.07145, section 4.2 (version 3): a model has learned to forget when
 * its loss on prompts far longer than the training length never exceeds twice the largest loss within the training
 * length. {@link Kind#EXCESS} makes the first version's "state collapse does not occur" measurable: the rise over the
 * loss at the training length, in nats, so that it does not depend on how high the loss is; on a slice of recently seen
 * keys it asks for nothing that the model was not trained to hold.
 *
 * @param kind           which rule
 * @param limit          nats ({@code fresh}, {@code reference}, {@code excess}), or times the largest loss within the
 *                       training length ({@code paper})
 * @param slice          which scored tokens: {@code all}, or for example {@code age<=8}
 * @param baselineWindow tokens before the training length over which the baseline is averaged; 0 for the one bucket
 *                       that ends at the training length
 * @param smoothing      odd number of buckets that a moving average covers beyond the training length; 1 for none
 */
public record Criterion(Kind kind, double limit, String slice, long baselineWindow, int smoothing)
        implements Serializable {

    /** The rule that a curve is held against. */
    public enum Kind {
        /** Loss minus that of the same tokens from a fresh state above a limit in nats. */
        FRESH(0.5),
        /** Loss minus the best median of any training length above a limit in nats. */
        REFERENCE(0.5),
        /** Worst loss minus baseline above a limit in nats. */
        EXCESS(0.1),
        /** Worst loss above a multiple of the largest loss within the training length. */
        PAPER(2);

        private final double defaultLimit;

        Kind(double defaultLimit) {
            this.defaultLimit = defaultLimit;
        }

        /** The limit of a configuration that names none: nats, or the paper's factor 2. */
        public double defaultLimit() {
            return defaultLimit;
        }

        /** The name in configurations, for example {@code fresh}. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** @throws IllegalArgumentException for any other text */
        public static Kind of(String text) {
            for (Kind kind : values()) {
                if (kind.text().equals(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("criterion kind is '" + text
                    + "', allowed are fresh, reference, excess and paper");
        }
    }

    /** Slice that holds every scored token. */
    public static final String ALL = "all";

    public Criterion {
        if (kind == null) {
            throw new IllegalArgumentException(
                    "criterion kind is missing, allowed are fresh, reference, excess and paper");
        }
        if (!(limit > 0) || Double.isInfinite(limit)) {
            throw new IllegalArgumentException("criterion limit is " + limit + ", it must be a positive number");
        }
        if (slice == null || slice.isBlank()) {
            throw new IllegalArgumentException("criterion slice is empty, allowed are all or for example age<=8");
        }
        if (baselineWindow < 0) {
            throw new IllegalArgumentException("criterion baselineWindow is " + baselineWindow
                    + " tokens, it must be 0 (the bucket that ends at the training length) or more");
        }
        if (smoothing < 1 || smoothing % 2 == 0) {
            throw new IllegalArgumentException("criterion smoothing is " + smoothing
                    + " buckets, it must be an odd number, 1 for none");
        }
    }

    /** A configuration's criterion, with null for what it leaves out. */
    public static Criterion of(String kind, Double limit, String slice, Long baselineWindow, Integer smoothing) {
        Kind chosen = Kind.of(kind == null ? Kind.FRESH.text() : kind);
        return new Criterion(chosen, limit == null ? chosen.defaultLimit() : limit, slice == null ? ALL : slice,
                baselineWindow == null ? 0 : baselineWindow, smoothing == null ? 1 : smoothing);
    }

    /** Another rule with the same baseline and smoothing. */
    public Criterion with(Kind other, double otherLimit, String otherSlice) {
        return new Criterion(other, otherLimit, otherSlice, baselineWindow, smoothing);
    }

    /**
     * Canonical text for the {@code criterion} column, for example {@code excess>0.1} or
     * {@code paper>2;baselineWindow=64;smoothing=3}. The slice has its own column.
     */
    public String name() {
        StringBuilder text = new StringBuilder(kind.text()).append('>')
                .append(BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString());
        if (baselineWindow > 0) {
            text.append(";baselineWindow=").append(baselineWindow);
        }
        if (smoothing > 1) {
            text.append(";smoothing=").append(smoothing);
        }
        return text.toString();
    }
}
