package io.statecap.analysis.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BracketTest {

    @Test
    void closed() {
        assertEquals(new Bracket(64L, 128L, true), Bracket.of(Map.of(32, true, 64, true, 128, false, 256, false)));
    }

    @Test
    void openAtEitherEnd() {
        assertEquals(new Bracket(null, 32L, true), Bracket.of(Map.of(32, false, 64, false)));
        assertEquals(new Bracket(64L, null, true), Bracket.of(Map.of(32, true, 64, true)));
    }

    @Test
    void relapseAtALongerLengthCounts() {
        assertEquals(new Bracket(128L, 256L, false),
                Bracket.of(Map.of(32, true, 64, false, 128, true, 256, false)));
        assertEquals(new Bracket(64L, null, false), Bracket.of(Map.of(32, false, 64, true)));
    }

    @Test
    void nothingTested() {
        assertThrows(IllegalArgumentException.class, () -> Bracket.of(Map.of()));
    }
}
