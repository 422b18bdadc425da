package io.statecap.analysis.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogisticThresholdTest {

    private static final int[] LENGTHS = {32, 64, 128, 256};

    @Test
    void cleanStepGivesTheGeometricMiddle() {
        assertEquals(Math.sqrt(64 * 128),
                LogisticThreshold.of(LENGTHS, new int[] {3, 3, 3, 3}, new int[] {3, 3, 0, 0}), 0.01);
    }

    @Test
    void symmetricDisagreementGivesTheMiddleToo() {
        assertEquals(Math.sqrt(64 * 128),
                LogisticThreshold.of(LENGTHS, new int[] {3, 3, 3, 3}, new int[] {3, 2, 1, 0}), 0.01);
    }

    /** The likelihood equations in ln T: as many expected collapses as seen, overall and weighted with ln T. */
    @Test
    void overlapSolvesTheLikelihoodEquations() {
        int[] trials = {4, 4, 4, 4};
        int[] collapsed = {4, 3, 2, 1};
        double middle = Math.log(LogisticThreshold.of(LENGTHS, trials, collapsed));
        // Of all scales, one must solve the second equation at this middle if the first holds.
        double best = Double.POSITIVE_INFINITY;
        for (double scale = 0.1; scale < 3; scale += 1e-4) {
            double first = 0;
            double second = 0;
            for (int i = 0; i < 4; i++) {
                double expected = trials[i] / (1 + Math.exp((Math.log(LENGTHS[i]) - middle) / scale));
                first += expected - collapsed[i];
                second += (expected - collapsed[i]) * Math.log(LENGTHS[i]);
            }
            best = Math.min(best, Math.abs(first) + Math.abs(second));
        }
        assertEquals(0, best, 1e-2);
    }

    @Test
    void oneSidedOutcomesAreOpen() {
        assertEquals(Double.NEGATIVE_INFINITY,
                LogisticThreshold.of(LENGTHS, new int[] {1, 1, 1, 1}, new int[] {0, 0, 0, 0}));
        assertEquals(Double.POSITIVE_INFINITY,
                LogisticThreshold.of(LENGTHS, new int[] {1, 1, 1, 1}, new int[] {1, 1, 1, 1}));
        assertEquals(Double.POSITIVE_INFINITY, LogisticThreshold.of(new int[] {64}, new int[] {3}, new int[] {2}));
    }

    @Test
    void collapseThatGrowsWithLengthIsNotFollowed() {
        // Two of four collapse, the long ones: no monotone curve falls through them, so the best one is flat.
        double threshold = LogisticThreshold.of(LENGTHS, new int[] {1, 1, 1, 1}, new int[] {0, 0, 1, 1});
        assertEquals(Math.sqrt(64 * 128), threshold, 0.5);
    }
}
