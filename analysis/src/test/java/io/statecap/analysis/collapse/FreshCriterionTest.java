package io.statecap.analysis.collapse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.AnalysisResult;
import io.statecap.analysis.Placebo;
import io.statecap.analysis.Rows;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Curves made by hand: what is collapse and what only looks like it. */
class FreshCriterionTest {

    private static final Criterion FRESH = Criterion.of(null, null, null, null, null);

    /** Buckets of 64 tokens; {@code fresh} is null within T. */
    private static List<CurveRow> curve(String probe, int trainLength, double[] loss, double[] fresh, double stderr) {
        List<CurveRow> rows = new ArrayList<>();
        for (int i = 0; i < loss.length; i++) {
            boolean beyond = i * 64 >= trainLength;
            rows.add(new CurveRow("t", probe, "heldout", "all", "none", null, trainLength, i * 64, (i + 1) * 64, loss[i],
                    0.01, beyond ? fresh[i] : null, beyond ? loss[i] - fresh[i] : null, beyond ? stderr : null, null, 4,
                    List.of(loss[i], loss[i])));
        }
        return rows;
    }

    private static Collapse test(double[] loss, double[] fresh, double stderr) {
        return new CollapseDetector(FRESH).detect(curve("heldout", 64, loss, fresh, stderr));
    }

    @Test
    void freshIsTheDefaultWithHalfANat() {
        assertEquals(new Criterion(Criterion.Kind.FRESH, 0.5, "all", 0, 1), FRESH);
        assertEquals("fresh>0.5", FRESH.name());
    }

    @Test
    void risingDifficultyIsNoCollapse() {
        double[] rising = {1, 2, 3, 4};
        assertFalse(test(rising, rising, 0.01).collapsed());
        assertTrue(new CollapseDetector(Criterion.excess(0.5, "all")).detect(curve("heldout", 64, rising, rising, 0.01))
                .collapsed());
    }

    @Test
    void collapseUnderFallingDifficultyIsFound() {
        Collapse collapse = test(new double[] {3, 2.8, 2.7, 2.6}, new double[] {0, 2.7, 2.1, 1.5}, 0.01);
        assertTrue(collapse.collapsed());
        assertEquals(128L, collapse.collapsePosition());
        assertEquals(1.1, collapse.worstExcess(), 1e-12);
        assertEquals(2.0, collapse.allowedLoss(), 1e-12);
        assertFalse(new CollapseDetector(Criterion.excess(0.5, "all")).detect(
                curve("heldout", 64, new double[] {3, 2.8, 2.7, 2.6}, new double[] {0, 2.7, 2.1, 1.5}, 0.01)).collapsed());
    }

    @Test
    void noiseAloneIsNoCollapse() {
        double[] fresh = {0, 1, 1, 1};
        assertFalse(test(new double[] {1, 1.1, 1.7, 0.9}, fresh, 0.4).collapsed());
        Collapse real = test(new double[] {1, 1.1, 1.7, 0.9}, fresh, 0.3);
        assertEquals(128L, real.collapsePosition());
    }

    @Test
    void aModelThatBreaksDownHasCollapsed() {
        List<CurveRow> rows = curve("heldout", 64, new double[] {1, 1, Double.POSITIVE_INFINITY}, new double[] {0, 1, 1},
                0.01);
        Collapse collapse = new CollapseDetector(FRESH).detect(rows);
        assertEquals(128L, collapse.collapsePosition());
        assertEquals(Double.POSITIVE_INFINITY, collapse.worstExcess());
    }

    @Test
    void aCurveWithoutFreshLossesIsRefusedAlone() {
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> new CollapseDetector(FRESH).detect(Rows.curve("t", "all", 64, 64, 1.0, 1.0))).getMessage()
                .contains("no loss from a fresh state"));
    }

    /** Older tables: the trial is held against the best training length of its size, and the notes say so. */
    @Test
    void olderTablesAreTestedByReference() {
        List<TrialRow> trials = new ArrayList<>();
        List<CurveRow> curves = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            for (int length : new int[] {64, 128}) {
                String id = length + "-" + seed;
                trials.add(Rows.trial(id, "model.layers=2", 100, length, seed, "ok"));
                // Positions get harder for every model; the shorter training length fails beyond 128 as well.
                curves.addAll(Rows.curve(id, "all", length, 64, 1.0, 2.0, length == 64 ? 3.8 : 3.0, 3.1));
            }
        }
        AnalysisResult result = Analysis.analyse(trials, curves, FRESH);
        assertEquals(List.of(true, true, true), result.collapses().stream().filter(one -> one.trainLength() == 64)
                .map(Collapse::collapsed).toList());
        assertTrue(result.collapses().stream().filter(one -> one.trainLength() == 128).noneMatch(Collapse::collapsed));
        assertEquals(0.8, result.collapses().stream().filter(one -> one.trainLength() == 64).findFirst().orElseThrow()
                .worstExcess(), 1e-12);
        assertTrue(String.join(" ", result.notes()).contains("tested by the criterion reference"));
    }

    /** The placebo of {@code excess} sees the difficulty of positions, that of {@code fresh} does not. */
    @Test
    void placeboTellsTheCriteriaApart() {
        double[] rising = {1, 2, 3, 4};
        List<TrialRow> trials = List.of(Rows.trial("t", "g", 100, 192, 0, "ok"), Rows.trial("u", "g", 100, 64, 0, "ok"));
        List<CurveRow> curves = new ArrayList<>(curve("heldout", 192, rising, rising, 0.01));
        curves.addAll(curve("placebo", 64, new double[] {1, 2, 3}, rising, 0.01));
        curve("heldout", 64, rising, rising, 0.01).forEach(row -> curves.add(new CurveRow("u", row.probe(), row.prompt(),
                row.slice(), "none", null, 64, row.fromPosition(), row.toPosition(), row.loss(), row.lossStderr(),
                row.freshLoss(), row.excess(), row.excessStderr(), null, 4, row.lossBySequence())));
        AnalysisResult fresh = Analysis.analyse(trials, curves, FRESH);
        assertEquals(List.of(new Placebo("fresh>0.5", 64, 1, 0)), fresh.placebo());
        AnalysisResult excess = Analysis.analyse(trials, curves, Criterion.excess(0.5, "all"));
        assertEquals(List.of(new Placebo("excess>0.5", 64, 1, 1)), excess.placebo());
        assertEquals(1, Placebo.share(excess.placebo()));
        assertTrue(io.statecap.analysis.text.FitTable.analysis(excess).startsWith("The criterion excess>0.5 measures"));
        assertFalse(io.statecap.analysis.text.FitTable.analysis(fresh).contains("measures something"));
        assertNull(fresh.collapses().get(0).collapsePosition());
    }
}
