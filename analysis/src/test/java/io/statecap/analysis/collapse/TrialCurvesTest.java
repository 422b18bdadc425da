package io.statecap.analysis.collapse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.CurveRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialCurvesTest {

    private static CurveRow row(String probe, String prompt, String slice, String mitigation, Long step) {
        return new CurveRow("t", probe, prompt, slice, mitigation, step, 10, 0, 10, 1.0, null, null, 1, null);
    }

    @Test
    void laterProbesDoNotChangeTheTestedCurve() {
        CurveRow wanted = row("heldout", "recall", "all", "none", null);
        List<CurveRow> rows = List.of(row("newlines", "newlines", "all", "none", null), wanted,
                row("heldout", "recall", "all", "sliding-window", null), row("heldout", "recall", "all", "none", 100L),
                row("heldout", "recall", "age<=8", "none", null));
        assertEquals(List.of(wanted), TrialCurves.tested("t", rows, "recall", "all"));
    }

    @Test
    void theOnlyCurveIsTakenWhateverItsName() {
        CurveRow only = row("loss", "book3", "all", "none", null);
        assertEquals(List.of(only), TrialCurves.tested("t", List.of(only), "text", "all"));
    }

    @Test
    void unknownSliceNamesThoseThereAre() {
        String message = assertThrows(IllegalArgumentException.class, () -> TrialCurves.tested("t",
                List.of(row("heldout", "recall", "all", "none", null)), "recall", "age<=8")).getMessage();
        assertTrue(message.contains("age<=8") && message.contains("[all]"), message);
    }

    @Test
    void severalUnknownPromptsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> TrialCurves.tested("t",
                List.of(row("loss", "x", "all", "none", null), row("loss", "y", "all", "none", null)), "z", "all"));
    }
}
