package io.statecap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.spark.BrokenExecutorSweep;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One of two executors cannot load a library: the sweep ends whole all the same. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BrokenExecutorIT {

    @TempDir
    private Path folder;

    @Test
    void theSweepEndsWhole() throws Exception {
        Path results = folder.resolve("results");
        TestProgram.Ended driver = TestProgram.run(folder, BrokenExecutorSweep.class, results.toString());

        assertEquals(0, driver.code(), driver.said());
        List<TrialRow> rows = ResultsDirectory.local(results).read(Table.TRIALS);
        assertEquals(6, rows.size(), driver.said());
        assertTrue(rows.stream().allMatch(row -> row.status().equals("ok")), driver.said());
        assertTrue(rows.stream().anyMatch(row -> row.attempts() > 1), "the broken executor got no trial: "
                + driver.said());
    }
}
