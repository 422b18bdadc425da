package io.statecap.jobs.experiment.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.threshold.Bracket;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BisectionTest {

    /** Tries what the search asks for, and returns the outcomes of what it tried. */
    private static Map<Integer, Boolean> search(Bisection bisection, boolean[] collapsed) {
        Map<Integer, Boolean> tried = new HashMap<>();
        for (OptionalInt next = bisection.next(); next.isPresent(); next = bisection.next()) {
            int index = next.getAsInt();
            assertFalse(tried.containsKey(index), "length " + index + " was asked for twice");
            tried.put(index, collapsed[index]);
            bisection.record(index, collapsed[index] ? Bisection.Outcome.COLLAPSED : Bisection.Outcome.HEALTHY);
        }
        return tried;
    }

    private static boolean[] collapsedBelow(int threshold, int lengths) {
        boolean[] collapsed = new boolean[lengths];
        for (int i = 0; i < threshold; i++) {
            collapsed[i] = true;
        }
        return collapsed;
    }

    private static Bracket gridBracket(boolean[] collapsed) {
        Map<Integer, Boolean> all = new HashMap<>();
        for (int i = 0; i < collapsed.length; i++) {
            all.put(i, collapsed[i]);
        }
        return Bracket.of(all);
    }

    @Test
    void findsTheGridsBracketWithAtMostSixtyPercentOfTheTrials() {
        for (int lengths = 6; lengths <= 20; lengths++) {
            for (int threshold = 0; threshold <= lengths; threshold++) {
                boolean[] collapsed = collapsedBelow(threshold, lengths);
                Bisection bisection = new Bisection(lengths);

                Map<Integer, Boolean> tried = search(bisection, collapsed);

                String which = threshold + " of " + lengths + ", tried " + tried;
                assertEquals(gridBracket(collapsed), Bracket.of(tried), which);
                assertTrue(tried.size() <= 0.6 * lengths, which);
                assertTrue(bisection.monotone(), which);
            }
        }
    }

    @Test
    void sparesTrialsToCheckThatLongerLengthsAreHealthy() {
        boolean[] collapsed = collapsedBelow(3, 10);
        collapsed[9] = true;
        Bisection bisection = new Bisection(10);

        Map<Integer, Boolean> tried = search(bisection, collapsed);

        assertFalse(bisection.monotone());
        assertFalse(Bracket.of(tried).monotone());
        assertEquals(null, Bracket.of(tried).upper());
    }

    @Test
    void goesOnFromWhatIsHeld() {
        Bisection bisection = new Bisection(8);
        boolean[] collapsed = collapsedBelow(5, 8);
        bisection.record(4, Bisection.Outcome.COLLAPSED);
        bisection.record(5, Bisection.Outcome.HEALTHY);

        Map<Integer, Boolean> tried = search(bisection, collapsed);

        assertTrue(tried.size() <= 2, "only spare trials to check, not " + tried);
        assertFalse(tried.containsKey(4) || tried.containsKey(5), "held ones again: " + tried);
    }

    @Test
    void failedTrialsTellNothingAndAreNotTriedAgain() {
        Bisection bisection = new Bisection(3);
        bisection.record(1, Bisection.Outcome.FAILED);

        Map<Integer, Boolean> tried = search(bisection, collapsedBelow(1, 3));

        assertEquals(Map.of(0, true, 2, false), tried);
    }

    @Test
    void remainingIsAnUpperBound() {
        for (int threshold = 0; threshold <= 9; threshold++) {
            boolean[] collapsed = collapsedBelow(threshold, 9);
            Bisection bisection = new Bisection(9);
            int bound = bisection.remainingAtMost();
            assertTrue(search(bisection, collapsed).size() <= bound, "threshold " + threshold + ", bound " + bound);
            assertEquals(0, bisection.remainingAtMost());
        }
    }
}
