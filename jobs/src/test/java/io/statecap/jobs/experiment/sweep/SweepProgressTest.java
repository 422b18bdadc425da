package io.statecap.jobs.experiment.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.experiment.trial.TrialProgress;
import io.statecap.jobs.experiment.trial.TrialReport;
import org.junit.jupiter.api.Test;

class SweepProgressTest {

    private static final long SECOND = 1_000_000_000L;

    private static TrialProgress training(String id, long tokens, double share) {
        return new TrialProgress(id, tokens, 1000, 1.5, 0, share);
    }

    private static SweepProgress progress() {
        SweepProgress progress = new SweepProgress(4, 0, 0, 0);
        progress.submitted("a", 100);
        progress.submitted("b", 100);
        progress.waiting(2, 200);
        return progress;
    }

    /** The rate is that of all trials, whether they have ended or run; a trial that probes takes nothing off it. */
    @Test
    void theRateCoversFinishedAndRunningTrials() {
        SweepProgress progress = progress();
        progress.snapshot(0);
        progress.update(training("a", 500, 0.4));
        progress.update(training("b", 100, 0.1));
        assertEquals(60, progress.snapshot(10 * SECOND).tokensPerSecond(), 1e-9);

        progress.finished(new TrialReport("a", true, null, false));
        double fading = Math.exp(-10 / 60.0);
        assertEquals((50 + 60 * fading) / (1 + fading), progress.snapshot(20 * SECOND).tokensPerSecond(), 1e-9);
        assertEquals(0.275, progress.snapshot(20 * SECOND).share(), 1e-9);
    }

    @Test
    void noRateIsShownBeforeAnythingIsTrained() {
        String text = ProgressReporter.text(progress().snapshot(SECOND));
        assertFalse(text.contains("tokens/s"), text);
        assertTrue(text.startsWith("0/4 done, 0 %, 2 running, 2 waiting, 0 failed"), text);
    }

    /** When a size begins that is eight times slower, the time left moves there step by step. */
    @Test
    void theTimeLeftDoesNotJump() {
        SweepProgress progress = new SweepProgress(1, 0, 0, 0);
        progress.submitted("a", 1);
        double before = Double.NaN;
        for (int second = 1; second <= 400; second++) {
            progress.update(training("a", 0, (second < 100 ? 8 * second : 700 + second) / 2000.0));
            double after = progress.snapshot(second * SECOND).secondsLeft();
            if (second > 17) {
                assertEquals(1, after / before, 0.1, "from " + before + " to " + after);
            }
            before = after;
        }
        assertEquals(900, before, 50);
    }

    /** Work begins after 8 s and is at first slow; 400 operations at 1 a second are then 400 s, not more. */
    @Test
    void theTimeLeftIsNotThatOfTheStart() {
        SweepProgress progress = progress();
        for (int second = 0; second < 100; second++) {
            double done = Math.max(0, second < 14 ? 0.1 * (second - 8) : second - 13.4);
            progress.update(training("a", 0, Math.min(1, done / 100)));
            double left = progress.snapshot(second * SECOND).secondsLeft();
            if (second < 9 + 15) {
                assertTrue(Double.isNaN(left), second + " s: " + left);
            } else {
                assertEquals(400 - done, left, 0.6 * (400 - done));
            }
            if (second > 80) {
                assertEquals(400 - done, left, 0.2 * (400 - done));
            }
        }
    }

    @Test
    void theBarFillsWithTheWork() {
        SweepProgress progress = progress();
        progress.update(training("a", 1000, 1));
        progress.update(training("b", 1000, 1));
        assertTrue(ProgressReporter.bar(progress.snapshot(SECOND), 200)
                .startsWith("[##########----------] 0/4 done, 50 %"));
    }

    @Test
    void theLineFitsTheTerminalAndTheBarGivesWayFirst() {
        SweepProgress.Snapshot now = new SweepProgress.Snapshot(60, 48, 2, 2, 10, 0.8, 125_200, 1.234, 870);
        String all = "48/60 done, 80 %, 2 running, 10 waiting, 2 failed, 125 k tokens/s, loss 1.234, 14m 30s left";
        assertEquals("[" + "#".repeat(16) + "----] " + all, ProgressReporter.bar(now, 200));
        assertEquals("[######--] " + all, ProgressReporter.bar(now, 11 + all.length() + 1));
        assertEquals(all, ProgressReporter.bar(now, all.length() + 1));
        assertEquals("48/60 done, 80 %, 2 running, 2 failed, 125 k tokens/s, loss 1.234, 14m 30s left",
                ProgressReporter.bar(now, 80));
        for (int columns = 1; columns < 150; columns++) {
            assertTrue(ProgressReporter.bar(now, columns).length() < columns, columns + " columns");
        }
    }

    @Test
    void neverMoreTrialsRunThanThereAreCores() {
        SweepProgress progress = new SweepProgress(9, 0, 0, System.nanoTime());
        progress.slots(() -> 2);
        for (int i = 0; i < 5; i++) {
            progress.submitted("trial" + i, 1);
        }

        SweepProgress.Snapshot now = progress.snapshot(System.nanoTime());

        assertEquals(2, now.running());
        assertEquals(3, now.waiting());
    }
}
