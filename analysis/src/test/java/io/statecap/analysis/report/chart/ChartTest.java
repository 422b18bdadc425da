package io.statecap.analysis.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {

    @Test
    void numbersAreWrittenForReaders() {
        assertEquals("512", Numbers.tokens(512));
        assertEquals("8K", Numbers.tokens(8192));
        assertEquals("1M", Numbers.tokens(1 << 20));
        assertEquals("1,025", Numbers.tokens(1025));
        assertEquals("0.01235", Numbers.plain(0.012345678));
        assertEquals("12,345,678", Numbers.plain(12_345_678.4));
        assertEquals("-1.5", Numbers.plain(-1.5));
        assertEquals("0.00", Numbers.twoDecimals(-0.001));
    }

    @Test
    void orderedColoursGetLighter() {
        for (int count : new int[] {2, 6, 12}) {
            double before = -1;
            for (int i = 0; i < count; i++) {
                double luminance = luminance(Palette.ordered(i, count).light());
                assertTrue(luminance > before, "colour " + i + " of " + count);
                before = luminance;
            }
        }
    }

    @Test
    void textContrastsWithItsCell() {
        for (double at = 0; at <= 1; at += 0.01) {
            String cell = Palette.viridis(at);
            double first = luminance(cell) + 0.05;
            double second = luminance(Palette.textOn(cell)) + 0.05;
            assertTrue(Math.max(first, second) / Math.min(first, second) >= 4.5, cell);
        }
    }

    @Test
    void coloursStepAtTheLimit() {
        ColourScale scale = new ColourScale("excess", 0, 1, true, 0.1);
        double healthy = luminance(scale.colour(0.099));
        double collapsed = luminance(scale.colour(0.101));
        assertTrue(healthy > 1.5 * collapsed, healthy + " against " + collapsed);
        assertEquals(scale.colour(1), scale.colour(7));
        assertEquals(scale.colour(0), scale.colour(-0.2));
    }

    @Test
    void logarithmicTicksArePowersOfTwo() {
        Axis axis = new Axis("tokens", Axis.Scale.LOG2, Axis.Format.TOKENS, true);
        assertEquals(List.of(16.0, 64.0, 256.0, 1024.0), axis.ticksBetween(9, 3000, 5));
        assertEquals(List.of(2.0, 4.0, 6.0), new Axis("", Axis.Scale.LINEAR, Axis.Format.NUMBER, true).ticksBetween(0.5, 7, 4));
    }

    private static double luminance(String colour) {
        double sum = 0;
        double[] weights = {0.2126, 0.7152, 0.0722};
        for (int i = 0; i < 3; i++) {
            double value = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
