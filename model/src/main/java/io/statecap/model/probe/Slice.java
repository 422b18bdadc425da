package io.statecap.model.probe;

import java.io.Serializable;

/**
 * Which scored positions a loss is averaged over.
 *
 * @param name   {@code all}, or for example {@code age<=8}
 * @param maxAge largest age that belongs to it; {@link Integer#MAX_VALUE} for all
 */
public record Slice(String name, int maxAge) implements Serializable {

    public static final Slice ALL = new Slice("all", Integer.MAX_VALUE);

    /** Positions whose target needs something seen at most {@code maxAge} steps ago. */
    public static Slice ageAtMost(int maxAge) {
        return new Slice("age<=" + maxAge, maxAge);
    }

    public boolean contains(int age) {
        return age >= 0 && age <= maxAge;
    }
}
