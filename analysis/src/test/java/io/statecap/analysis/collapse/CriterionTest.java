package io.statecap.analysis.collapse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CriterionTest {

    @Test
    void nameIsCanonicalAndLeavesDefaultsOut() {
        assertEquals("excess>0.1", new Criterion(Criterion.Kind.EXCESS, 0.10, "age<=8", 0, 1).name());
        assertEquals("paper>2", Criterion.of("paper", null, null, null, null).name());
        assertEquals("excess>0.05;baselineWindow=64;smoothing=3",
                new Criterion(Criterion.Kind.EXCESS, 0.05, "all", 64, 3).name());
    }

    @Test
    void configurationMayLeaveEverythingOut() {
        assertEquals(new Criterion(Criterion.Kind.FRESH, 0.5, "all", 0, 1), Criterion.of(null, null, null, null, null));
        assertEquals(Criterion.of("paper", null, null, null, null), Criterion.of("paper", null, null, null, null));
    }

    @Test
    void badValuesAreNamed() {
        assertTrue(message("ratio", 0.1, "all", 0L, 1).contains("'ratio'"));
        assertTrue(message("excess", -1.0, "all", 0L, 1).contains("-1.0"));
        assertTrue(message("excess", Double.NaN, "all", 0L, 1).contains("NaN"));
        assertTrue(message("excess", 0.1, " ", 0L, 1).contains("slice"));
        assertTrue(message("excess", 0.1, "all", -5L, 1).contains("-5"));
        assertTrue(message("excess", 0.1, "all", 0L, 2).contains("odd"));
    }

    private static String message(String kind, Double limit, String slice, Long window, Integer smoothing) {
        return assertThrows(IllegalArgumentException.class,
                () -> Criterion.of(kind, limit, slice, window, smoothing)).getMessage();
    }
}
