package io.statecap.jobs.experiment.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.results.files.CountingFileSystem;
import io.statecap.jobs.spark.HealthyTrials;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a resume asks an object store for: every call there costs a tenth of a second, and some money. */
class ResumeCallsTest {

    /** Tables of one file a trial; and the folder of checkpoints. */
    private static final int LISTINGS = 7;
    /** trials, curves, training: one fetch each. Asking for each file, reading twice and deleting made it 24. */
    private static final int CALLS_A_TRIAL = 3;

    @TempDir
    private Path folder;

    @Test
    void aResumeListsFoldersOnceAndFetchesEachFileOnce() throws Exception {
        SweepConfig config = HealthyTrials.run(folder, "[16, 32, 64]", "[0, 1]");
        ResultsDirectory results = ResultsDirectory.at(CountingFileSystem.path(folder),
                CountingFileSystem.configuration());
        Files.createDirectories(folder.resolve("checkpoints"));
        SweepDirectory directory = new SweepDirectory(results, config);
        CountingFileSystem.calls();

        assertEquals(6, directory.held(config.trials(), false, note -> { }).size());
        assertEquals(LISTINGS + 6 * CALLS_A_TRIAL, CountingFileSystem.calls());

        // Only a trial that was killed between its row and the end has a checkpoint to delete.
        String cutOff = config.trials().get(0).trialId();
        Files.createDirectories(folder.resolve("checkpoints").resolve(cutOff));
        directory.held(config.trials(), false, note -> { });
        assertEquals(LISTINGS + 6 * CALLS_A_TRIAL + 1, CountingFileSystem.calls());
        assertTrue(Files.notExists(folder.resolve("checkpoints").resolve(cutOff)));
    }

    @Test
    void oneTrialIsLookedForWithTwoCallsAndATextWithOne() throws Exception {
        SweepConfig config = HealthyTrials.run(folder, "16", "0");
        ResultsDirectory results = ResultsDirectory.at(CountingFileSystem.path(folder),
                CountingFileSystem.configuration());
        CountingFileSystem.calls();

        assertEquals(1, results.read(Table.TRIALS, config.trials().get(0).trialId()).size());
        assertEquals(2, CountingFileSystem.calls());
        assertEquals(0, results.read(Table.TRIALS, "another").size());
        assertEquals(1, CountingFileSystem.calls());
        assertTrue(results.readSweep().isPresent());
        assertEquals(1, CountingFileSystem.calls());
    }
}
