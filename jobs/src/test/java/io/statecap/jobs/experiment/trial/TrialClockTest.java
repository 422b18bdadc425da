package io.statecap.jobs.experiment.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TrialClockTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = 5 * SECOND;

    /** Probes and checkpoints between steps count for the time limit, and not as training. */
    @Test
    void onlyStepsAreTraining() {
        TrialClock clock = new TrialClock(() -> now, 0, 0);
        assertEquals("done", clock.step(() -> passing(2, "done")));
        passing(30, "a probe");
        clock.step(() -> passing(3, "done"));

        assertEquals(5, clock.trained());
        assertEquals(5, clock.trainedNow());
        assertEquals(35, clock.elapsed());
    }

    /** A resumed trial that only probes adds nothing to its training. */
    @Test
    void earlierAttemptsAreAdded() {
        TrialClock clock = new TrialClock(() -> now, 100, 40);
        passing(7, "the final probe");

        assertEquals(40, clock.trained());
        assertEquals(0, clock.trainedNow());
        assertEquals(107, clock.elapsed());
    }

    private <R> R passing(long seconds, R result) {
        now += seconds * SECOND;
        return result;
    }
}
