package io.statecap.analysis.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.text.ProbeTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class ProbeAnalysisTest {

    private static List<StateRow> states(String prompt, int head, LongToDoubleFunction rms) {
        List<StateRow> rows = new ArrayList<>();
        for (long position = 63; position < 1024; position += 64) {
            double value = rms.applyAsDouble(position);
            rows.add(new StateRow("t", prompt, "none", null, 0, head, position, 0, value * value, value, 2 * value));
        }
        return rows;
    }

    @Test
    void headsAreOrderedByTheirFactor() {
        List<StateRow> rows = new ArrayList<>(states("heldout", 0, position -> 1));
        // At T = 256 the last position within is 255: rms 256; the limit of 2 is first passed after 512, at 575.
        rows.addAll(states("heldout", 1, position -> position + 1));
        rows.addAll(states("heldout", 2, position -> 1.0 / (position + 1)));
        rows.addAll(states("heldout", 3, position -> position < 700 ? 1 : Double.NaN));
        List<HeadExplosion> heads = HeadExplosion.of(rows, 256);
        assertEquals(4, heads.size());
        HeadExplosion one = heads.stream().filter(head -> head.head() == 1).findFirst().orElseThrow();
        assertEquals(new HeadExplosion(0, 1, 256, 1024, 4, 575L), one);
        assertEquals(703L, heads.stream().filter(head -> head.head() == 3).findFirst().orElseThrow().position());
        assertEquals(List.of(3, 1, 0, 2), heads.stream().map(HeadExplosion::head).toList());
        assertNull(heads.get(2).position());
        assertEquals(0.8, heads.get(3).factor(), 1e-12);
        assertTrue(HeadExplosion.of(rows, 4096).isEmpty());
    }

    @Test
    void similarPromptsCorrelate() {
        List<StateRow> rows = new ArrayList<>(states("heldout", 0, position -> Math.exp(position / 100.0)));
        assertEquals(OptionalDouble.empty(), PromptSimilarity.of(rows));
        rows.addAll(states("newlines", 0, position -> 7 * Math.exp(position / 50.0)));
        assertEquals(1, PromptSimilarity.of(rows).orElseThrow(), 1e-12);
        rows.addAll(states("random", 0, position -> Math.exp(-position / 100.0)));
        // The pairs: 1, −1, −1.
        assertEquals(-1 / 3.0, PromptSimilarity.of(rows).orElseThrow(), 1e-12);
        rows.addAll(states("heldout", 1, position -> 3));
        rows.addAll(states("random", 1, position -> position));
        assertEquals(-1 / 3.0, PromptSimilarity.of(rows).orElseThrow(), 1e-12, "a constant curve has no correlation");
    }

    private static void gates(List<GateRow> rows, String quantity, int head, LongToDoubleFunction mean) {
        for (long from = 0; from < 1024; from += 64) {
            rows.add(new GateRow("t", "heldout", "none", null, 0, head, from, from + 64, quantity,
                    mean.applyAsDouble(from), 0));
        }
    }

    @Test
    void gatesAreOrderedByTheirDeparture() {
        List<GateRow> rows = new ArrayList<>();
        // Within T = 256: 0 … 192, width 192; half a width beyond is 288, so 320 is the first outside.
        gates(rows, "dt", 0, from -> from);
        gates(rows, "dt", 1, from -> from % 128);
        // Width 1 at most; leaves at 256 at once, and at 512.
        gates(rows, "B", 0, from -> from < 256 ? from / 192.0 : 5);
        gates(rows, "x", 0, from -> 1 + 1e-7 * from);
        List<GateDeparture> departures = GateDeparture.of(rows, 256);
        assertEquals(List.of("B", "dt", "x"), departures.stream().map(GateDeparture::quantity).toList());
        assertEquals(new GateDeparture("B", 1, 1, 256L, 256L, 4), departures.get(0));
        assertEquals(new GateDeparture("dt", 2, 1, 320L, 320L, 0), departures.get(1));
        assertEquals(0, departures.get(2).left());
        assertNull(departures.get(2).first());
        assertTrue(GateDeparture.of(rows, 32).isEmpty());
    }

    private static PasskeyRow cell(long length, double depth, long distance, int correct) {
        return new PasskeyRow("t", "none", null, length, depth, distance, 10, correct);
    }

    @Test
    void passkeyTables() {
        PasskeyAccuracy accuracy = new PasskeyAccuracy(List.of(cell(64, 0, 60, 10), cell(64, 1, 0, 9),
                cell(128, 0, 120, 2), cell(128, 1, 0, 8)));
        assertEquals(List.of(64L, 128L), accuracy.contextLengths());
        assertEquals(0.95, accuracy.at(64).orElseThrow(), 1e-12);
        assertEquals(0.2, accuracy.at(128, 0).orElseThrow(), 1e-12);
        assertEquals(0.8, accuracy.lastTokens(128, 8).orElseThrow(), 1e-12);
        assertEquals(0.5, accuracy.lastTokens(128, 120).orElseThrow(), 1e-12);
        assertEquals(OptionalLong.of(64), accuracy.longestContext(0.95));
        assertEquals(OptionalLong.empty(), accuracy.longestContext(0.96));
        String text = ProbeTables.of(List.of(), accuracy.rows(), List.of(), List.of(), 32).toString()
                .replaceAll(" +", " ");
        assertEquals("""
                Retrieval by depth and context length (tokens), mitigation none
                depth 64 128
                 0.00 1.00 0.20
                 1.00 0.90 0.80
                 all 0.95 0.50

                Retrieval of what was said in the last k tokens, by context length, mitigation none
                last 64 128
                 8 0.90 0.80
                 32 0.90 0.80
                 128 0.95 0.50

                Longest context with accuracy >= 0.95 over all depths: 64 tokens

                """, text);
    }

    @Test
    void severalMitigationsStandSideBySide() {
        PasskeyRow plain = cell(64, 0, 60, 10);
        PasskeyRow window = new PasskeyRow("t", "window:tokens=32", null, 64, 0, 60, 10, 5);
        String text = ProbeTables.of(List.of(), List.of(plain, window), List.of(), List.of(), 32).toString();
        assertTrue(text.endsWith("""
                Retrieval over all depths by mitigation and context length (tokens)
                mitigation          64
                none              1.00
                window:tokens=32  0.50

                """), text);
    }
}
