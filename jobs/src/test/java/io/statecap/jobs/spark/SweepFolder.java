package io.statecap.jobs.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Small sweeps into one folder, and a journal of the trials that they start. */
abstract class SweepFolder {

    @TempDir
    Path folder;
    Path out;
    Path journal;

    @BeforeEach
    void paths() {
        out = folder.resolve("results");
        journal = folder.resolve("journal");
    }

    TestSweep sweep(String dStates, String lengths, String seeds) throws IOException {
        return new TestSweep(out, dStates, lengths, seeds, "");
    }

    FakeTrialRunner healthy() {
        return FakeTrialRunner.of(journal, (trial, context) -> false);
    }
}
