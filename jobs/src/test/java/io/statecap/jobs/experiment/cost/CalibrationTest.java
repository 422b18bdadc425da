package io.statecap.jobs.experiment.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.Trial;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    private static List<String> workloads(int batchTokens, String dState, String lengths, boolean device) {
        List<Trial> trials = ConfigReader.parse("""
                {"name": "calibration",
                 "model": {"dModel": 32, "layers": 2, "dState": %s, "headDim": 16},
                 "data": {"kind": "tokens", "path": "corpus", "vocabulary": 300},
                 "training": {"length": %s, "tokens": 16384, "batchTokens": %d},
                 "probe": {"length": 8192}}
                """.formatted(dState, lengths, batchTokens), "calibration.json").trials();
        return Calibration.workloads(trials, device).stream()
                .map(w -> w.model().dState() + " " + w.length() + " " + w.tokens()).toList();
    }

    /** Rates differ between sizes and lengths: a plan that knew the fastest only would promise too little time. */
    @Test
    void theEndsOfTheGridAreTimed() {
        assertEquals(List.of("4 64 4096", "4 4096 4096", "64 64 4096", "64 4096 4096"),
                workloads(4096, "[16, 4, 64]", "[512, 64, 4096]", false));
        assertEquals(List.of("16 64 4096", "16 256 4096"), workloads(4096, "16", "[64, 256]", false));
        assertEquals(List.of("16 64 4096"), workloads(4096, "16", "64", false));
    }

    @Test
    void aDeviceIsTimedWithWholeBatchesOfOneModel() {
        assertEquals(List.of("64 64 8192"), workloads(8192, "[4, 64]", "[64, 256]", true));
    }
}
