package io.statecap.jobs.experiment.search;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Bisection for the shortest sufficient one of n ascending training lengths, given that longer is healthier. It is a
 * function of the outcomes so far and of nothing else, so a resumed search goes on where it was.
 *
 * <p>Where fewer trials than the budget of {@value #BUDGET_SHARE} n closed the bracket, the rest checks its assumption:
 * the longest length untried above the bracket, then the shortest below it. If a length above the bracket collapses,
 * the search goes on above that, beyond the budget if need be.
 */
public final class Bisection {

    private static final double BUDGET_SHARE = 0.6;

    private final Outcome[] outcomes;
    private final int budget;

    /** What is known about one length. */
    public enum Outcome { UNTRIED, HEALTHY, COLLAPSED, FAILED }

    /** @param lengths number of training lengths, at least 1 */
    public Bisection(int lengths) {
        outcomes = new Outcome[lengths];
        Arrays.fill(outcomes, Outcome.UNTRIED);
        budget = (int) (BUDGET_SHARE * lengths);
    }

    public void record(int index, Outcome outcome) {
        outcomes[index] = outcome;
    }

    /** Index of the length to try next; empty when the bracket is as narrow as it gets and nothing is left to check. */
    public OptionalInt next() {
        int lower = lower();
        int upper = upper(lower);
        // Failed ones tell nothing, so they do not count.
        int[] inside = untried(lower, upper);
        int[] above = untried(upper, outcomes.length);
        int[] below = untried(-1, lower);
        if (inside.length > 0) {
            return OptionalInt.of(inside[(inside.length - 1) / 2]);
        }
        if (tried() >= budget) {
            return OptionalInt.empty();
        }
        return above.length > 0 ? OptionalInt.of(above[above.length - 1]) : Arrays.stream(below).findFirst();
    }

    /** Whether no shorter length than a collapsed one was healthy. */
    public boolean monotone() {
        return upper(-1) > lower();
    }

    /** Trials that are still to come, at most, if lengths behave as assumed. */
    public int remainingAtMost() {
        int lower = lower();
        int untried = untried(lower, upper(lower)).length;
        int halvings = Integer.SIZE - Integer.numberOfLeadingZeros(untried);
        return Math.max(halvings, Math.min(budget - tried(), outcomes.length - tried()));
    }

    /** Index of the longest collapsed length, −1 for none. */
    private int lower() {
        return List.of(outcomes).lastIndexOf(Outcome.COLLAPSED);
    }

    /** Index of the shortest healthy length above {@code lower}, n for none. */
    private int upper(int lower) {
        return IntStream.range(lower + 1, outcomes.length).filter(i -> outcomes[i] == Outcome.HEALTHY).findFirst()
                .orElse(outcomes.length);
    }

    private int tried() {
        return outcomes.length - untried(-1, outcomes.length).length;
    }

    /** Indices of the untried lengths between both ends. */
    private int[] untried(int lower, int upper) {
        return IntStream.range(lower + 1, upper).filter(i -> outcomes[i] == Outcome.UNTRIED).toArray();
    }
}
