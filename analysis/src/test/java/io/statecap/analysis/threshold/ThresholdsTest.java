package io.statecap.analysis.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdsTest {

    private static final Criterion CRITERION = Criterion.excess(0.1, "age<=8");

    private static Outcome outcome(String group, long size, int length, long seed, boolean collapsed) {
        return new Outcome(group + size + "-" + length + "-" + seed, "recall", group, size, length, seed, collapsed);
    }

    private static List<ThresholdRow> rows(List<Outcome> outcomes) {
        return Thresholds.rows(outcomes, CRITERION).stream().map(row -> row.seed() != null ? row
                : new ThresholdRow(row.target(), row.dataset(), row.group(), row.criterion(), row.slice(),
                        row.stateSize(), null, row.lower(), row.upper(), 7.0, 5.0, null, row.monotone(), row.seeds()))
                .toList();
    }

    private static ThresholdRow row(String group, long size, Long seed, Long lower, Long upper, boolean monotone,
                                    int seeds) {
        return new ThresholdRow("T_train", "recall", group, "excess>0.1", "age<=8", size, seed, lower, upper,
                seed == null ? Double.valueOf(7) : upper == null ? null : upper.doubleValue(),
                seed == null ? 5.0 : null, null, monotone, seeds);
    }

    @Test
    void eachSeedAndAllOfThem() {
        List<Outcome> outcomes = new ArrayList<>(List.of(
                outcome("g", 100, 32, 0, true), outcome("g", 100, 64, 0, false), outcome("g", 100, 128, 0, false),
                outcome("g", 100, 32, 1, true), outcome("g", 100, 64, 1, true), outcome("g", 100, 128, 1, false)));
        List<ThresholdRow> expected = List.of(row("g", 100, 0L, 32L, 64L, true, 1),
                row("g", 100, 1L, 64L, 128L, true, 1), row("g", 100, null, 64L, 128L, true, 2));
        assertEquals(expected, rows(outcomes));
        Collections.reverse(outcomes);
        assertEquals(expected, rows(outcomes));
    }

    @Test
    void equalSizesOfDifferentShapeAreNotPooled() {
        List<ThresholdRow> rows = rows(List.of(
                outcome("model.dModel=32,model.dState=16", 100, 32, 0, true),
                outcome("model.dModel=64,model.dState=8", 100, 32, 0, false)));
        assertEquals(List.of(row("model.dModel=32,model.dState=16", 100, 0L, 32L, null, true, 1),
                row("model.dModel=32,model.dState=16", 100, null, 32L, null, true, 1),
                row("model.dModel=64,model.dState=8", 100, 0L, null, 32L, true, 1),
                row("model.dModel=64,model.dState=8", 100, null, null, 32L, true, 1)), rows);
    }
}
