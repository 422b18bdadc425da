package io.statecap.analysis.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.Rows;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.JudgedCurve;
import io.statecap.analysis.table.CurveRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BootstrapEstimatorTest {

    private static final Thresholds.Cell CELL = new Thresholds.Cell("recall", "g", 100);

    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<String, JudgedCurve> curves = new HashMap<>();

    private void trial(int length, long seed, boolean collapsed) {
        outcomes.add(new Outcome(length + "-" + seed, "recall", "g", 100, length, seed, collapsed));
    }

    @Test
    void agreeingSeedsLeaveNoSpread() {
        for (long seed = 0; seed < 3; seed++) {
            trial(32, seed, true);
            trial(64, seed, false);
        }
        SizeEstimate estimate = new BootstrapEstimator(curves).estimate(CELL, outcomes);
        assertEquals(Math.sqrt(32 * 64), estimate.value(), 0.01);
        assertEquals(estimate.value(), estimate.ciLow(), 1e-9);
        assertEquals(estimate.value(), estimate.ciHigh(), 1e-9);
    }

    @Test
    void disagreeingSeedsSpreadTheInterval() {
        int[] thresholds = {64, 128, 256};
        for (int seed = 0; seed < 3; seed++) {
            for (int length = 32; length <= 512; length *= 2) {
                trial(length, seed, length < thresholds[seed]);
            }
        }
        SizeEstimate estimate = new BootstrapEstimator(curves).estimate(CELL, outcomes);
        assertEquals(Math.sqrt(64 * 128), estimate.value(), 1);
        assertTrue(estimate.ciLow() < 64 && estimate.ciHigh() > 128, estimate.toString());
        Collections.reverse(outcomes);
        assertEquals(estimate, new BootstrapEstimator(curves).estimate(CELL, outcomes));
    }

    @Test
    void neverCollapsingIsOpen() {
        trial(32, 0, false);
        trial(64, 0, false);
        SizeEstimate estimate = new BootstrapEstimator(curves).estimate(CELL, outcomes);
        assertNull(estimate.value());
        assertNull(estimate.ciLow());
        assertNull(estimate.ciHigh());
    }

    /** At length 64 one probe sequence of four carries the whole excess: some draws miss it. */
    @Test
    void probeSequencesAreDrawnAnew() {
        trial(32, 0, true);
        trial(64, 0, true);
        trial(128, 0, false);
        List<CurveRow> rows = List.of(Rows.bucket("64-0", "all", 64, 0, 64, 1.0),
                new CurveRow("64-0", "heldout", "recall", "all", "none", null, 64, 64, 128, 1.25, null, null, 4,
                        List.of(1.0, 1.0, 1.0, 2.0)));
        JudgedCurve curve = JudgedCurve.of(rows, Criterion.excess(0.2, "all"));
        assertTrue(curve.collapse().collapsed());
        assertTrue(curve.collapsedWith(new int[] {0, 0, 0, 4}));
        assertEquals(false, curve.collapsedWith(new int[] {2, 1, 1, 0}));
        curves.put("64-0", curve);
        SizeEstimate estimate = new BootstrapEstimator(curves).estimate(CELL, outcomes);
        assertEquals(Math.sqrt(64 * 128), estimate.value(), 0.01);
        assertEquals(Math.sqrt(32 * 64), estimate.ciLow(), 0.01);
        assertEquals(Math.sqrt(64 * 128), estimate.ciHigh(), 0.01);
    }
}
