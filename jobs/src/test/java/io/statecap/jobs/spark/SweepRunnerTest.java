package io.statecap.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.experiment.probe.ProbeParts;
import io.statecap.jobs.experiment.sweep.SweepOptions;
import io.statecap.jobs.experiment.sweep.SweepOutcome;
import io.statecap.jobs.experiment.sweep.SweepProgress;
import io.statecap.jobs.experiment.trial.TrialAttempt;
import io.statecap.jobs.experiment.trial.TrialProgress;
import io.statecap.jobs.experiment.trial.TrialRunner;
import io.statecap.jobs.results.files.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SweepRunnerTest extends SweepFolder {

    @Test
    void runsEveryCellOnceAndNothingTheSecondTime() throws Exception {
        TestSweep sweep = sweep("[4, 8]", "[16, 32]", "[0, 1]");

        SweepOutcome first = sweep.run(FakeTrialRunner.of(journal,
                (trial, context) -> trial.training().length() == 16));
        SweepOutcome second = sweep.run((trial, context) -> {
            throw new AssertionError("nothing is missing");
        });

        assertEquals(SweepOutcome.End.COMPLETE, first.end());
        assertEquals(8, first.trained());
        assertEquals(0, second.trained());
        assertEquals(List.of(), second.failed());
        assertEquals(8, Set.copyOf(FakeTrialRunner.started(journal)).size());
        assertTrue(sweep.rows().get("4/16/0").collapsed());
        assertFalse(sweep.rows().get("4/32/0").collapsed());
    }

    @Test
    void wideningAListRunsOnlyTheNewCells() throws Exception {
        sweep("4", "[16, 32]", "0").run(healthy());
        Files.delete(journal);

        sweep("4", "[16, 32, 64]", "[0, 1]").run(healthy());

        assertEquals(Set.of("4/64/0", "4/16/1", "4/32/1", "4/64/1"), Set.copyOf(FakeTrialRunner.started(journal)));
    }

    @Test
    void longestTrialsStartFirst() throws Exception {
        TestSweep sweep = sweep("[4, 8, 16, 32, 64, 128]", "32", "0");

        // Long enough that a start is noted before the trial beside it ends.
        sweep.run(FakeTrialRunner.of(journal, (trial, context) -> {
            Thread.sleep(300);
            return false;
        }));

        List<String> started = FakeTrialRunner.started(journal);
        assertEquals(Set.of("128/32/0", "64/32/0"), Set.copyOf(started.subList(0, 2)));
        assertEquals(Set.of("4/32/0", "8/32/0"), Set.copyOf(started.subList(4, 6)));
    }

    @Test
    void aFailedTrialIsARowWithALogAndTheOthersGoOn() throws Exception {
        TestSweep sweep = sweep("4", "[16, 32, 64]", "0");

        SweepOutcome outcome = sweep.run(FakeTrialRunner.of(journal, (trial, context) -> {
            if (trial.training().length() == 32) {
                throw new IllegalStateException("the made-up reason");
            }
            if (trial.training().length() == 64) {
                throw new TrialRunner.FailedException("diverged at step 3 of 9");
            }
            return false;
        }));

        assertEquals(SweepOutcome.End.COMPLETE, outcome.end());
        assertEquals(2, outcome.failed().size());
        assertEquals(1, outcome.trained(), "failed trials are not trained");
        assertEquals("ok", sweep.rows().get("4/16/0").status());
        TrialRow row = sweep.rows().get("4/32/0");
        assertEquals("failed", row.status());
        assertEquals("IllegalStateException: the made-up reason", row.error());
        assertEquals("diverged at step 3 of 9", sweep.rows().get("4/64/0").error());
        assertEquals(null, row.collapsed());
        String log = Files.readString(out.resolve("logs").resolve(row.trialId() + ".log"));
        assertTrue(log.contains("the made-up reason") && log.contains("at io.statecap"), log);
    }

    @Test
    void failedTrialsAreHeldUntilTheyAreRetried() throws Exception {
        TestSweep sweep = sweep("4", "[16, 32]", "0");
        sweep.run(FakeTrialRunner.of(journal, (trial, context) -> {
            throw new TrialRunner.FailedException("bad luck");
        }));

        SweepOutcome held = sweep.run(healthy());
        SweepOutcome retried = sweep.run(healthy(), new SweepOptions(false, true, 0, List.of()));

        assertEquals(0, held.trained());
        assertEquals(2, held.failed().size());
        assertEquals(2, retried.trained());
        assertEquals(List.of(), retried.failed());
        assertEquals(2, sweep.rows().get("4/16/0").attempts());
    }

    @Test
    void stopsAtTheLargestNumberOfFailures() throws Exception {
        TestSweep sweep = sweep("4", "[16, 32, 64, 128, 256, 512]", "[0, 1, 2, 3]");

        SweepOutcome outcome = sweep.run(FakeTrialRunner.of(journal, (trial, context) -> {
            if (FakeTrialRunner.name(trial).equals("4/512/0")) {
                throw new TrialRunner.FailedException("always");
            }
            // The others would run for ever.
            while (!context.stopRequested().getAsBoolean()) {
                Thread.sleep(5);
            }
            throw new ProbeParts.StoppedException();
        }), new SweepOptions(false, false, 1, List.of()));

        assertEquals(SweepOutcome.End.TOO_MANY_FAILURES, outcome.end());
        assertEquals(Set.of("4/512/0"), sweep.rows().keySet());
    }

    @Test
    void aRetryOfTheTaskIsCountedAndCostsNothingElse() throws Exception {
        TestSweep sweep = sweep("4", "[16, 32]", "0");

        SweepOutcome outcome = sweep.run(FakeTrialRunner.of(journal, (trial, context) -> {
            if (trial.training().length() == 16 && context.attempt() == 1) {
                throw new IOException("the disk was away for a moment");
            }
            return false;
        }));

        assertEquals(List.of(), outcome.failed());
        assertEquals(2, sweep.rows().get("4/16/0").attempts());
        assertEquals(1, sweep.rows().get("4/32/0").attempts());
    }

    @Test
    void aTrialThatSparkGivesUpIsAFailedRow() throws Exception {
        TestSweep sweep = sweep("4", "[16, 32]", "0");

        SweepOutcome outcome = sweep.run(FakeTrialRunner.of(journal, (trial, context) -> {
            if (trial.training().length() == 16) {
                throw new IOException("the disk is gone");
            }
            return false;
        }));

        assertEquals(1, outcome.failed().size());
        TrialRow row = sweep.rows().get("4/16/0");
        assertEquals("failed", row.status());
        assertEquals(2, row.attempts());
        assertTrue(row.error().startsWith("given up after 2 attempts: ") && row.error().contains("the disk is gone"),
                row.error());
    }

    @Test
    void anInterruptStopsRunningTrialsAndTheSameCommandGoesOn() throws Exception {
        TestSweep sweep = sweep("4", "[64, 128]", "[0, 1]");
        String marker = folder.resolve("stopped").toString();
        SweepRunner runner = sweep.runner(FakeTrialRunner.of(journal, (trial, context) -> {
            while (!context.stopRequested().getAsBoolean()) {
                Thread.sleep(5);
            }
            Files.createDirectories(Path.of(marker, FakeTrialRunner.name(trial)));
            throw new ProbeParts.StoppedException();
        }), SweepOptions.DEFAULT);
        SweepOutcome[] outcome = new SweepOutcome[1];
        CountDownLatch done = new CountDownLatch(1);
        Thread driver = new Thread(() -> {
            try {
                outcome[0] = runner.run();
                done.countDown();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        driver.start();
        while (driver.isAlive() && FakeTrialRunner.started(journal).size() < 2) {
            Thread.sleep(20);
        }
        runner.interrupt();

        assertTrue(done.await(60, TimeUnit.SECONDS), "the sweep did not stop");
        assertEquals(SweepOutcome.End.INTERRUPTED, outcome[0].end());
        List<String> running = FakeTrialRunner.started(journal);
        // One that waited may start when the first one stops, before it is cancelled; it is told to stop as well.
        assertTrue(running.size() >= 2, running.toString());
        for (String name : running) {
            assertTrue(Files.exists(Path.of(marker, name)), "trial " + name + " was not told to stop");
        }
        assertEquals(0, sweep.rows().size());
        assertEquals(SweepOutcome.End.COMPLETE, sweep.run(healthy()).end());
        assertEquals(4, sweep.rows().size());
        assertEquals(2, sweep.rows().get(running.get(0)).attempts());
    }

    @Test
    void runningTrialsReportToTheDriver() throws Exception {
        TestSweep sweep = sweep("4", "16", "0");
        SweepProgress progress = new SweepProgress(1, 0, 0, System.nanoTime());
        progress.submitted(sweep.config.trials().get(0).trialId(), 1e9);

        SweepProgress.Snapshot seen;
        try (SparkTrials cluster = new SparkTrials(TestSweep.spark(), TrialAttempt.of(sweep.config, sweep.results,
                FakeTrialRunner.of(journal, (trial, context) -> {
                    context.progress().accept(new TrialProgress(trial.trialId(), 512, 2048, 1.5, 100, 0.25));
                    while (!context.stopRequested().getAsBoolean()) {
                        Thread.sleep(5);
                    }
                    throw new ProbeParts.StoppedException();
                })), progress)) {
            cluster.submit(sweep.config.trials().get(0), "T=16", (report, error) -> { });
            do {
                Thread.sleep(20);
                seen = progress.snapshot(System.nanoTime());
            } while (Double.isNaN(seen.loss()));
            cluster.stopAll();
        }

        assertEquals(1, seen.running());
        assertEquals(1.5, seen.loss());
        assertEquals(0.25, seen.share());
    }

    /** One sentence ends the sweep; trials that are done stay done. */
    @Test
    void aFullDiskEndsTheSweepAndTheSameCommandGoesOn() throws Exception {
        TestSweep sweep = sweep("4", "[16, 32, 64, 128]", "0");

        StorageException full = assertThrows(StorageException.class,
                () -> sweep.run(FakeTrialRunner.of(journal, (trial, context) -> {
                    if (trial.training().length() < 128) {
                        throw new StorageException("results cannot be written: its disk is full.");
                    }
                    return false;
                })));
        assertEquals("results cannot be written: its disk is full.", full.getMessage());
        assertTrue(sweep.rows().values().stream().allMatch(row -> row.status().equals("ok")));

        assertEquals(SweepOutcome.End.COMPLETE, sweep.run(healthy()).end());
        assertEquals(4, sweep.rows().size());
    }
}
