package io.statecap.analysis.collapse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.Rows;
import io.statecap.analysis.table.CurveRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollapseDetectorTest {

    /** T = 200, buckets of 100 tokens: two within, four beyond. */
    private static final List<CurveRow> RISING = Rows.curve("t", "all", 200, 100, 1.5, 1.0, 1.05, 1.2, 3.5, 2.0);

    @Test
    void excessComparesWithTheBucketThatEndsAtTheTrainingLength() {
        Collapse collapse = new CollapseDetector(new Criterion(Criterion.Kind.EXCESS, 0.1, "all", 0, 1)).detect(RISING);
        assertEquals(new Collapse("t", 1.0, 3.5, true, 300L, 2.5, true), collapse);
    }

    @Test
    void paperComparesWithTwiceTheLargestLossWithin() {
        Collapse collapse = new CollapseDetector(Criterion.of("paper", null, null, null, null)).detect(RISING);
        assertEquals(new Collapse("t", 1.0, 3.5, true, 400L, 2.5, true), collapse);
        Collapse lenient = new CollapseDetector(new Criterion(Criterion.Kind.PAPER, 2.5, "all", 0, 1)).detect(RISING);
        assertFalse(lenient.collapsed());
        assertNull(lenient.collapsePosition());
    }

    @Test
    void exactlyAtTheLimitIsHealthy() {
        List<CurveRow> rows = Rows.curve("t", "all", 100, 100, 1.0, 1.5, 1.5);
        assertFalse(new CollapseDetector(new Criterion(Criterion.Kind.EXCESS, 0.5, "all", 0, 1)).detect(rows).collapsed());
    }

    @Test
    void orderOfRowsDoesNotMatter() {
        List<CurveRow> shuffled = new ArrayList<>(RISING);
        Collections.reverse(shuffled);
        CollapseDetector detector = new CollapseDetector(new Criterion(Criterion.Kind.EXCESS, 0.1, "all", 0, 1));
        assertEquals(detector.detect(RISING), detector.detect(shuffled));
    }

    @Test
    void baselineWindowIsAveragedByWidth() {
        List<CurveRow> rows = List.of(Rows.bucket("t", "all", 400, 0, 100, 9.0),
                Rows.bucket("t", "all", 400, 100, 200, 4.0), Rows.bucket("t", "all", 400, 200, 400, 1.0),
                Rows.bucket("t", "all", 400, 400, 800, 2.0));
        Collapse collapse = new CollapseDetector(new Criterion(Criterion.Kind.EXCESS, 0.1, "all", 300, 1)).detect(rows);
        assertEquals(2.0, collapse.baselineLoss(), 1e-15); // (100 * 4 + 200 * 1) / 300
        assertFalse(collapse.collapsed());
    }

    @Test
    void smoothingAveragesBeyondTheTrainingLengthOnly() {
        Collapse collapse = new CollapseDetector(new Criterion(Criterion.Kind.EXCESS, 0.5, "all", 0, 3)).detect(RISING);
        // Beyond T: 1.05, 1.2, 3.5, 2.0; averages 1.125, 1.9167, 2.2333, 2.75.
        assertEquals(2.75, collapse.worstLoss(), 1e-15);
        assertEquals(300L, collapse.collapsePosition());
    }

    @Test
    void bucketsWithoutScoredTokensArePassedOver() {
        List<CurveRow> rows = Rows.curve("t", "all", 200, 100, null, 1.0, null, 1.3);
        Collapse collapse = new CollapseDetector(new Criterion(Criterion.Kind.EXCESS, 0.1, "all", 0, 1)).detect(rows);
        assertEquals(300L, collapse.collapsePosition());
    }

    @Test
    void brokenLossIsACollapse() {
        List<CurveRow> rows = new ArrayList<>(Rows.curve("t", "all", 100, 100, 1.0, 1.0));
        rows.add(new CurveRow("t", "heldout", "recall", "all", "none", null, 100, 200, 300, Double.NaN, null, null, 1,
                Arrays.asList(Double.NaN)));
        Collapse collapse = new CollapseDetector(new Criterion(Criterion.Kind.EXCESS, 0.1, "all", 0, 1)).detect(rows);
        assertEquals(200L, collapse.collapsePosition());
        assertEquals(Double.POSITIVE_INFINITY, collapse.worstLoss());
    }

    @Test
    void missingPartsAreNamed() {
        assertTrue(failure(Rows.curve("t7", "all", 150, 100, 1.0, 1.0, 1.0)).contains("training length 150"));
        assertTrue(failure(Rows.curve("t7", "all", 200, 100, 1.0, null, 1.0)).contains("no baseline"));
        assertTrue(failure(Rows.curve("t7", "all", 200, 100, 1.0, Double.POSITIVE_INFINITY, 1.0)).contains("finite"));
        assertTrue(failure(Rows.curve("t7", "all", 200, 100, 1.0, 1.0)).contains("beyond"));
        assertTrue(failure(Rows.curve("t7", "age<=8", 100, 100, 1.0, 1.0)).contains("age<=8"));
        assertTrue(failure(List.of()).contains("at least one"));
    }

    private static String failure(List<CurveRow> rows) {
        return assertThrows(IllegalArgumentException.class,
                () -> new CollapseDetector(new Criterion(Criterion.Kind.EXCESS, 0.1, "all", 0, 1)).detect(rows)).getMessage();
    }
}
