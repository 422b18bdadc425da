package io.statecap.jobs.experiment.search;

import java.util.OptionalInt;

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
        java.util.Arrays.fill(outcomes, Outcome.UNTRIED);
        budget = (int) (BUDGET_SHARE * lengths);
    }

    public void record(int index, Outcome outcome) {
        outcomes[index] = outcome;
    }

    /** Index of the length to try next; empty when the bracket is as narrow as it gets and nothing is left to check. */
    public OptionalInt next() {
        int lower = lower();
        int upper = upper(lower);
        OptionalInt inside = middleUntried(lower, upper);
        if (inside.isPresent()) {
            return inside;
        }
        return tried() < budget ? toCheck(lower, upper) : OptionalInt.empty();
    }

    /** Whether no shorter length than a collapsed one was healthy. */
    public boolean monotone() {
        boolean healthyBefore = false;
        for (Outcome outcome : outcomes) {
            if (outcome == Outcome.COLLAPSED && healthyBefore) {
                return false;
            }
            healthyBefore |= outcome == Outcome.HEALTHY;
        }
        return true;
    }

    /** Trials that are still to come, at most, if lengths behave as assumed. */
    public int remainingAtMost() {
        int lower = lower();
        int untried = untriedBetween(lower, upper(lower));
        int halvings = Integer.SIZE - Integer.numberOfLeadingZeros(untried);
        return Math.max(halvings, Math.min(budget - tried(), outcomes.length - tried()));
    }

    /** Index of the longest collapsed length, −1 for none. */
    private int lower() {
        for (int i = outcomes.length - 1; i >= 0; i--) {
            if (outcomes[i] == Outcome.COLLAPSED) {
                return i;
            }
        }
        return -1;
    }

    /** Index of the shortest healthy length above {@code lower}, n for none. */
    private int upper(int lower) {
        for (int i = lower + 1; i < outcomes.length; i++) {
            if (outcomes[i] == Outcome.HEALTHY) {
                return i;
            }
        }
        return outcomes.length;
    }

    private int tried() {
        return outcomes.length - untriedBetween(-1, outcomes.length);
    }

    private int untriedBetween(int lower, int upper) {
        int untried = 0;
        for (int i = lower + 1; i < upper; i++) {
            untried += outcomes[i] == Outcome.UNTRIED ? 1 : 0;
        }
        return untried;
    }

    /** The middle one of the untried lengths between both ends: failed ones tell nothing, so they do not count. */
    private OptionalInt middleUntried(int lower, int upper) {
        int untried = untriedBetween(lower, upper);
        int skip = (untried - 1) / 2;
        for (int i = lower + 1; i < upper; i++) {
            if (outcomes[i] == Outcome.UNTRIED && skip-- == 0) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    private OptionalInt toCheck(int lower, int upper) {
        for (int i = outcomes.length - 1; i > upper; i--) {
            if (outcomes[i] == Outcome.UNTRIED) {
                return OptionalInt.of(i);
            }
        }
        for (int i = 0; i < lower; i++) {
            if (outcomes[i] == Outcome.UNTRIED) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
