package io.statecap.jobs.experiment.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.trial.ModelTrialRunner;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.spark.TestSweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The column {@code peak_memory_bytes} of real trials, side by side in one JVM, against what {@code plan} says. */
class TrialMemoryTest {

    private static final double TOLERANCE = 0.2;
    private static final Path QUICK = Path.of(System.getProperty("statecap.root", ".."), "conf/quick.json");
    private static final String MIDDLE = """
            {"name": "middle",
             "model": {"dModel": 256, "layers": 4, "dState": 64, "headDim": 64},
             "data": {"kind": "recall", "keys": 128, "values": 32},
             "training": {"length": 256, "tokens": 2048, "batchTokens": 2048, "learningRate": 0.001, "seed": 0},
             "probe": {"length": 512, "sequences": 8},
             "criterion": {"slice": "all"},
             "execution": {"threads": %d, "recompute": "%s"}}""";

    @TempDir
    private Path folder;

    /** The grid as it is shipped, but for steps and the probe's length, on which memory does not depend. */
    private static SweepConfig quick() throws IOException {
        ObjectNode config = (ObjectNode) new ObjectMapper().readTree(Files.readString(QUICK));
        ((ObjectNode) config.get("training")).put("tokens", 4096).put("seed", 0);
        ((ObjectNode) config.get("probe")).put("length", 4608);
        return ConfigReader.parse(config.toString(), QUICK.toString());
    }

    /** Bytes of every trial, by id, that ended well. */
    private Map<String, Long> peaks(SweepConfig config) throws IOException, InterruptedException {
        Path out = folder.resolve(config.name() + config.execution().recompute() + config.execution().threads());
        new TestSweep(out, config).run(new ModelTrialRunner());
        List<TrialRow> rows = ResultsDirectory.local(out).read(Table.TRIALS);
        return rows.stream().collect(Collectors.toMap(TrialRow::trialId, TrialRow::peakMemoryBytes));
    }

    private static long estimate(Trial trial, SweepConfig config) {
        return TrialCost.of(trial, config.execution()).memoryBytes(Long.MAX_VALUE);
    }

    private void assertPlanned(SweepConfig config) throws IOException, InterruptedException {
        Map<String, Long> peaks = peaks(config);
        assertEquals(config.trials().size(), peaks.size());
        for (Trial trial : config.trials()) {
            double ratio = estimate(trial, config) / (double) peaks.get(trial.trialId());
            assertEquals(1, ratio, TOLERANCE, "planned over held, " + trial.configJson());
        }
    }

    @Test
    void theQuickSweepHoldsWhatIsPlanned() throws IOException, InterruptedException {
        assertPlanned(quick());
    }

    @Test
    void aLargerModelHoldsWhatIsPlannedWithAndWithoutRecomputation() throws IOException, InterruptedException {
        SweepConfig kept = ConfigReader.parse(MIDDLE.formatted(1, "never"), "middle.json");
        SweepConfig recomputed = ConfigReader.parse(MIDDLE.formatted(1, "always"), "middle.json");
        SweepConfig threads = ConfigReader.parse(MIDDLE.formatted(2, "never"), "middle.json");

        assertPlanned(kept);
        assertPlanned(recomputed);
        assertPlanned(threads);
        assertTrue(estimate(recomputed.trials().get(0), recomputed) < estimate(kept.trials().get(0), kept));
    }
}
