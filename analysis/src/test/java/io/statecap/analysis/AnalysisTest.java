package io.statecap.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrialRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnalysisTest {

    private static final Criterion CRITERION = Criterion.excess(0.1, "all");

    private final List<TrialRow> trials = new ArrayList<>();
    private final List<CurveRow> curves = new ArrayList<>();

    /** A trial that is healthy from the given length on. */
    private void trial(long size, int length, long seed, int threshold) {
        String id = "s" + size + "-l" + length + "-" + seed;
        trials.add(Rows.trial(id, "model.dState=" + size, size, length, seed, "ok"));
        curves.addAll(Rows.curve(id, "all", length, length, 1.0, length < threshold ? 2.0 : 1.05));
    }

    /** Sizes 100, 200, 300 and 400 whose upper ends are 64, 128, 128 and 256. */
    private void sweep() {
        int[] thresholds = {64, 128, 128, 256};
        for (int i = 0; i < thresholds.length; i++) {
            for (int length = 32; length <= 512; length *= 2) {
                for (long seed = 0; seed < 2; seed++) {
                    trial(100 * (i + 1), length, seed, thresholds[i]);
                }
            }
        }
    }

    @Test
    void sweepGivesThresholdsAndALine() {
        sweep();
        AnalysisResult result = Analysis.analyse(trials, curves, CRITERION);
        assertEquals(trials.size(), result.collapses().size());
        assertEquals(4 * 3, result.thresholds().size());
        ThresholdRow first = result.thresholds().get(0);
        assertEquals(32L, first.lower());
        assertEquals(64L, first.upper());
        LawRow a = law(result, "ols", "linear", "a");
        // Slope through (1, 64) (2, 128) (3, 128) (4, 256) in units of 100 elements: 288 / 5.
        assertEquals(0.576, a.value(), 1e-12);
        assertEquals("", a.group());
        assertEquals(8, a.points());
    }

    @Test
    void orderOfRowsDoesNotMatter() {
        sweep();
        AnalysisResult expected = Analysis.analyse(trials, curves, CRITERION);
        Collections.shuffle(trials, new java.util.Random(1));
        Collections.reverse(curves);
        assertEquals(expected, Analysis.analyse(trials, curves, CRITERION));
    }

    @Test
    void failedAndUnusableTrialsAreReported() {
        sweep();
        trials.add(Rows.trial("bad", "model.dState=100", 100, 1024, 0, "failed"));
        trials.add(Rows.trial("empty", "model.dState=100", 100, 2048, 0, "ok"));
        AnalysisResult result = Analysis.analyse(trials, curves, CRITERION);
        assertTrue(result.notes().stream().anyMatch(note -> note.startsWith("1 of 42 trials failed")),
                result.notes().toString());
        assertTrue(result.notes().stream().anyMatch(note -> note.contains("empty")), result.notes().toString());
        assertEquals(40, result.collapses().size());
    }

    @Test
    void oneSizeGivesNoLawButSaysSo() {
        trial(100, 32, 0, 64);
        trial(100, 64, 0, 64);
        AnalysisResult result = Analysis.analyse(trials, curves, CRITERION);
        assertTrue(result.laws().isEmpty());
        assertTrue(result.notes().stream().anyMatch(note -> note.contains("1 state size")), result.notes().toString());
    }

    @Test
    void nothingAtAll() {
        AnalysisResult result = Analysis.analyse(List.of(), List.of(), CRITERION);
        assertTrue(result.thresholds().isEmpty() && result.laws().isEmpty());
    }

    private static LawRow law(AnalysisResult result, String method, String law, String parameter) {
        return result.laws().stream().filter(row -> row.method().equals(method) && row.law().equals(law)
                && row.parameter().equals(parameter)).findFirst().orElseThrow();
    }
}
