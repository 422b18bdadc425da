package io.statecap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.spark.DeviceClusterSweep;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster Spark gives devices to tasks, by what a discovery script finds: here two that are made up. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClusterDevicesIT {

    @TempDir
    private Path folder;

    @Test
    void eachTaskComputesOnTheDeviceThatItWasGiven() throws Exception {
        Path results = folder.resolve("results");
        TestProgram.Ended driver = TestProgram.run(folder, DeviceClusterSweep.class, results.toString());

        assertEquals(0, driver.code(), driver.said());
        List<TrialRow> rows = ResultsDirectory.local(results).read(Table.TRIALS);
        assertEquals(6, rows.size(), driver.said());
        assertEquals(Set.of("Made-up device 0", "Made-up device 1"),
                rows.stream().map(TrialRow::device).collect(Collectors.toSet()), driver.said());
    }
}
