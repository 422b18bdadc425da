package io.statecap.jobs.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialMetricsTest {

    private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");

    static TrialRow trial(String id, String group, int length) {
        return new TrialRow(id, "s", "recall", group, 32, 2, 16, 2, 8, 1408L, 99L, length, 3L, 0.005, 100L, 1.25, 1.5,
                2.75,
                true, 256L, "ok", null, 1, 10.0, 10.0, 1L, 1, "host", "1", STARTED, STARTED.plusSeconds(13), "{}", "cpu",
                "a processor", 256, "float32");
    }

    private static CurveRow curve(String probe, String slice, String mitigation, Long step, long to, Double fresh) {
        return new CurveRow("aa", probe, probe.equals("placebo") ? "heldout" : probe, slice, mitigation, step, 64,
                to / 2,
                to, 1.5, 0.1, fresh, null, null, null, 2, List.of(),
                        null, null, null);
    }

    @Test
    void seriesHaveNamesStepsAndTimes() {
        List<TrainingRow> training = List.of(new TrainingRow("aa", 1, 50, 4, 2, 0.1), new TrainingRow("aa", 2, 100, 3,
                1, 0.2));
        List<CurveRow> curves = List.of(curve("heldout", "age<=8", "none", null, 128, 0.5),
                curve("heldout", "age<=8", "none", null, 64, null), curve("heldout", "all", "forget=0.9", 7L, 64, null),
                curve("placebo", "all", "none", null, 64, null));

        Map<String, List<TrialMetrics.Point>> series = TrialMetrics.of(trial("aa", "", 64), training, curves);

        assertEquals(List.of(new TrialMetrics.Point(STARTED.plusSeconds(5), 1, 4),
                new TrialMetrics.Point(STARTED.plusSeconds(10), 2, 3)), series.get("training/loss"));
        Instant end = STARTED.plusSeconds(13);
        assertEquals(List.of(new TrialMetrics.Point(end, 64, 1.5), new TrialMetrics.Point(end, 128, 1.5)),
                series.get("heldout/age_le_8/loss"));
        assertEquals(List.of(new TrialMetrics.Point(end, 128, 0.5)), series.get("heldout/age_le_8/fresh_loss"));
        assertTrue(series.containsKey("heldout/all/forget=0.9/step_7/loss"), series.keySet().toString());
        assertTrue(series.keySet().stream().noneMatch(name -> name.startsWith("placebo")), series.keySet().toString());
        assertEquals(1.0, series.get("result/collapsed").get(0).value());
    }

    @Test
    void namesOfRunsSayWhatSetsATrialApart() {
        TrialRow first = trial("0123456789abcdef", "data.keys=16 model.layers=1", 64);
        TrialRow second = trial("fedcba9876543210", "data.keys=16 model.layers=2", 128);
        RunNames names = new RunNames(List.of(first, second));

        assertEquals("layers=1_S=1408_T=64_seed=3_01234567", names.of(first));
        assertEquals("layers=2_S=1408_T=128_seed=3_fedcba98", names.of(second));
        assertEquals("S=1408_T=64_seed=3_01234567", new RunNames(List.of(first)).of(first));
    }
}
