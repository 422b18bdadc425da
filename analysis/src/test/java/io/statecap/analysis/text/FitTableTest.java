package io.statecap.analysis.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.law.Point;
import io.statecap.analysis.law.PointsFit;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class FitTableTest {

    @Test
    void pointsTableShowsBothUnitsAndFitsTheTerminal() {
        String text = FitTable.points(PointsFit.fit(List.of(new Point(0, 0), new Point(1_000_000, 1024),
                new Point(2_000_000, 4096), new Point(3_000_000, 4096)))).toString();
        assertTrue(text.contains("with (0,0)") && text.contains("without (0,0)"), text);
        assertTrue(text.contains("leverage"), text);
        // Slope of (0,0) (1,1) (2,4) (3,4) is 1.5, intercept 0 in the paper's units, and 1.5 with intercept 0 without.
        assertTrue(text.lines().anyMatch(line -> line.contains("linear") && line.contains("1.5000")), text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
    }

    @Test
    void lawsShowOpenEndsAndNoNegativeZero() {
        LawRow row = new LawRow("T_train", "g", "excess>0.1", "all", "ols", "constant", "b", 1536.0, null, 2048.0,
                "elements", "tokens", -1e-17, null, null, 4, null);
        List<String> lines = FitTable.laws(List.of(row)).toString().lines().toList();
        assertTrue(lines.get(2).matches("ols +constant +b +1536 +up to 2048 +1\\.5000 +0 +- +4"),
                lines.get(2));
    }

    /** Sweeps write every axis into the group: only what sets groups apart may reach the terminal. */
    @Test
    void groupsAreNamedByTheirDifference() {
        String shared = "data.kind=recall data.keys=128 training.tokens=1000000 training.learningRate=0.005 ";
        String text = FitTable.thresholds(List.of(row(shared + "model.dState=4", 1000), row(shared + "model.dState=8",
                2000))).toString();
        assertTrue(text.contains("model.dState=8") && !text.contains("data.keys"), text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
    }

    private static ThresholdRow row(String group, long size) {
        return new ThresholdRow("T_train", "recall", group, "excess>0.1", "age<=8", size, null, 64L, 128L, 90.5, 64.0,
                128.0, true, 2, 6, null);
    }

    @Test
    void openEndsAndBrokenMonotonyAreVisible() {
        String text = FitTable.thresholds(List.of(
                new ThresholdRow("T_train", "recall", "", "excess>0.1", "age<=8", 2048, 0L, 64L, 128L, 128.0, null,
                        null,
                        true, 1, 3, 4096L),
                new ThresholdRow("T_train", "recall", "", "excess>0.1", "age<=8", 4096, null, 256L, null, null, null,
                        null, false, 2, 6, 4096L))).toString();
        List<String> lines = text.lines().toList();
        assertEquals("Thresholds T_train of recall, criterion excess>0.1, slice age<=8, on 4,096 tokens"
                + " (tokens; - is open)",
                lines.get(0));
        assertTrue(lines.get(2).matches("2048 +0 +64 +128 +128 +- +yes +3"), lines.get(2));
        assertTrue(lines.get(3).matches("4096 +all +256 +- +- +- +NO +6"), lines.get(3));
    }
}
