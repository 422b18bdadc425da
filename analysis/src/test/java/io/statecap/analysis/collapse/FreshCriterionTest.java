package io.statecap.analysis.collapse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.Placebo;
import io.statecap.analysis.Rows;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
                    List.of(loss[i], loss[i]),
                        null, null, null));
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
        double[] rising = {1, 1.2, 1.4, 1.6};
        assertFalse(test(rising, rising, 0.01).collapsed());
        assertTrue(new CollapseDetector(new Criterion(Criterion.Kind.EXCESS, 0.5, "all", 0, 1)).detect(curve("heldout", 64, rising, rising, 0.01))
                .collapsed());
    }

    @Test
    void collapseUnderFallingDifficultyIsFound() {
        Collapse collapse = test(new double[] {3, 2.8, 2.7, 2.6}, new double[] {0, 2.7, 2.1, 1.5}, 0.01);
        assertTrue(collapse.collapsed());
        assertEquals(128L, collapse.collapsePosition());
        assertEquals(1.1, collapse.worstExcess(), 1e-12);
        assertFalse(new CollapseDetector(new Criterion(Criterion.Kind.EXCESS, 0.5, "all", 0, 1)).detect(
                curve("heldout", 64, new double[] {3, 2.8, 2.7, 2.6}, new double[] {0, 2.7, 2.1, 1.5}, 0.01)).collapsed());
    }

    @Test
    void noiseAloneIsNoCollapse() {
        double[] fresh = {0, 1, 1, 1};
        assertFalse(test(new double[] {1, 1.1, 1.7, 0.9}, fresh, 0.16).collapsed());
        Collapse real = test(new double[] {1, 1.1, 1.7, 0.9}, fresh, 0.08);
        assertEquals(128L, real.collapsePosition());
    }

    /** Heavy tails: the mean of 24 sequences is nowhere near so many standard errors above the limit. */
    @Test
    void threeSequencesOf24ThatAreLostAreFound() {
        assertTrue(test(sequences(3, 5, 24)).collapsed());
        assertTrue(test(sequences(3, 1.2, 24)).collapsed(), "above twice the limit");
        assertFalse(test(sequences(3, 0.9, 24)).collapsed(), "not");
        assertFalse(test(sequences(2, 5, 24)).collapsed(), "fewer than a tenth, and the mean is below the limit");
        assertTrue(test(sequences(1, 5, 2)).collapsed());
        assertTrue(test(sequences(1, 5, 1)).collapsed());
        assertFalse(test(sequences(0, 5, 1)).collapsed());
    }

    private static Collapse test(List<CurveRow> rows) {
        return new CollapseDetector(FRESH).detect(rows);
    }

    /** Eleven buckets, in the last of which some sequences are lost, with an error of their own of 0.1. */
    private static List<CurveRow> sequences(int lost, double excess, int all) {
        List<CurveRow> rows = new ArrayList<>(curve("heldout", 64, new double[] {1}, new double[] {0}, 0));
        for (int bucket = 0; bucket < 11; bucket++) {
            double[] own = new double[all];
            for (int i = 0; i < all; i++) {
                own[i] = bucket == 10 && i < lost ? excess : 0.01 * (i % 3 - 1);
            }
            rows.add(row(64L << bucket, 1, own, 0.1));
        }
        return rows;
    }

    private static CurveRow row(long from, double fresh, double[] excess, Double error) {
        double mean = Arrays.stream(excess).average().orElseThrow();
        double squares = Arrays.stream(excess).map(one -> (one - mean) * (one - mean)).sum();
        Double stderr = error;
        if (excess.length > 1) {
            stderr = Math.sqrt(squares / (excess.length - 1) / excess.length);
        }
        return new CurveRow("t", "heldout", "heldout", "all", "none", null, 64, from, 2 * from, fresh + mean,
                excess.length == 1 ? null : Double.valueOf(0.01), fresh, mean, stderr, null, excess.length, List.of(fresh + mean), 64,
                Arrays.stream(excess).boxed().toList(), Collections.nCopies(excess.length, error));
    }

    @Test
    void oneSequenceIsJudgedByItsOwnTokensOrRefused() {
        assertTrue(test(one(0.9, 0.05)).collapsed());
        assertFalse(test(one(0.9, 0.4)).collapsed(), "noise");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> test(one(5, null))).getMessage()
                .contains("has a standard error, since it was probed on 1 sequence"));
        assertTrue(test(one(Double.POSITIVE_INFINITY, null)).collapsed());
    }

    private static List<CurveRow> one(double excess, Double error) {
        List<CurveRow> rows = new ArrayList<>(curve("heldout", 64, new double[] {1}, new double[] {0}, 0));
        rows.add(row(64, 1, new double[] {excess}, error));
        return rows;
    }

    /** A state that the model does not know, from which every token costs 3.9 nats: only the loss itself can tell. */
    @Test
    void anUnknownFreshStateIsFlaggedAndTheLossJudges() {
        double[] fresh = {0, 3.9, 3.9, 3.9};
        Collapse healthy = test(new double[] {0.5, 0.6, 0.6, 0.7}, fresh, 0.01);
        assertTrue(healthy.absolute());
        assertFalse(healthy.collapsed());
        assertEquals(0.2, healthy.worstExcess(), 1e-12);
        Collapse collapsed = test(new double[] {0.5, 0.6, 2.6, 3.7}, fresh, 0.01);
        assertTrue(collapsed.absolute());
        assertEquals(128L, collapsed.collapsePosition());
        assertFalse(test(new double[] {1, 1, 1.9, 1}, new double[] {0, 1, 1, 1}, 0.01).absolute());
        assertFalse(test(new double[] {1, 1.1, 2.9, 3}, new double[] {0, 1, 2.8, 3}, 0.01).absolute(),
                "data that are harder far out");
        Analysis result = Analysis.analyse(List.of(Rows.trial("t", "g", 100, 64, 0, "ok")),
                curve("heldout", 64, new double[] {0.5, 0.6, 2.6, 3.7}, fresh, 0.01), List.of(), FRESH);
        assertTrue(String.join(" ", result.notes()).contains("1 of 1 trials cost more from a fresh state"));
    }

    /** The same models with a window in which nothing can pile up: none may be called collapsed. */
    @Test
    void theWindowIsAControlWithPower() {
        List<TrialRow> trials = List.of(Rows.trial("t", "g", 100, 64, 0, "ok"));
        List<CurveRow> curves = new ArrayList<>(sequences(24, 3, 24));
        sequences(0, 3, 24).stream().filter(row -> row.fromPosition() >= 64 || row.toPosition() <= 64)
                .forEach(row -> curves.add(windowed(row, "window:tokens=64")));
        sequences(24, 3, 24).forEach(row -> curves.add(windowed(row, "window:tokens=128")));
        assertTrue(String.join(" ", Analysis.analyse(trials, curves, List.of(), FRESH).notes()).contains(
                "0 of 1 models are called collapsed; without it 1 of the same 1."));
        List<CurveRow> blind = new ArrayList<>(sequences(24, 3, 24));
        sequences(24, 3, 24).forEach(row -> blind.add(windowed(row, "window:tokens=64")));
        assertTrue(String.join(" ", Analysis.analyse(trials, blind, List.of(), FRESH).notes()).contains(
                "finds collapse where there can be none"));
    }

    private static CurveRow windowed(CurveRow row, String mitigation) {
        return new CurveRow(row.trialId(), row.probe(), row.prompt(), row.slice(), mitigation, null, row.trainLength(),
                row.fromPosition(), row.toPosition(), row.loss(), row.lossStderr(), row.freshLoss(), row.excess(),
                row.excessStderr(), null, row.sequences(), row.lossBySequence(), row.freshWindow(),
                row.excessBySequence(), row.excessStderrBySequence());
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
        Analysis result = Analysis.analyse(trials, curves, List.of(), FRESH);
        result.outcomes().forEach(one -> assertEquals(one.trial().trainLength() == 64, one.collapsed()));
        assertEquals(6, result.outcomes().size());
        assertEquals(0.8, result.outcomes().stream().filter(Outcome::collapsed).findFirst().orElseThrow().collapse()
                .worstExcess(), 1e-12);
        assertTrue(String.join(" ", result.notes()).contains("tested by the criterion reference"));
    }

    /** The placebo of {@code excess} sees the difficulty of positions, that of {@code fresh} does not. */
    @Test
    void placeboTellsTheCriteriaApart() {
        double[] rising = {1, 1.2, 1.55, 1.6};
        List<TrialRow> trials = List.of(Rows.trial("t", "g", 100, 192, 0, "ok"), Rows.trial("u", "g", 100, 64, 0, "ok"));
        List<CurveRow> curves = new ArrayList<>(curve("heldout", 192, rising, rising, 0.01));
        curves.addAll(curve("placebo", 64, new double[] {1, 1.2, 1.55}, rising, 0.01));
        curve("heldout", 64, rising, rising, 0.01).forEach(row -> curves.add(new CurveRow("u", row.probe(), row.prompt(),
                row.slice(), "none", null, 64, row.fromPosition(), row.toPosition(), row.loss(), row.lossStderr(),
                row.freshLoss(), row.excess(), row.excessStderr(), null, 4, row.lossBySequence(),
                        null, null, null)));
        Analysis fresh = Analysis.analyse(trials, curves, List.of(), FRESH);
        assertEquals(List.of(new Placebo("fresh>0.5", 64, 1, 0)), fresh.placebo());
        Analysis excess = Analysis.analyse(trials, curves, List.of(), new Criterion(Criterion.Kind.EXCESS, 0.5, "all", 0, 1));
        assertEquals(List.of(new Placebo("excess>0.5", 64, 1, 1)), excess.placebo());
        assertEquals(1, Placebo.total(excess.placebo()).share());
        assertTrue(io.statecap.analysis.text.FitTable.analysis(excess).toString().startsWith("The criterion excess>0.5 measures"));
        assertFalse(io.statecap.analysis.text.FitTable.analysis(fresh).toString().contains("measures something"));
        assertNull(fresh.collapses().get(0).collapsePosition());
    }
}
