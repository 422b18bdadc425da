package io.statecap.analysis.report.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesTest {

    private static final Axis TOKENS = Axis.tokens("position");
    private static final Axis NUMBERS = Axis.number("tokens", true);

    private static Series line(int first, int last) {
        return Series.of(IntStream.rangeClosed(first, last).boxed().toList(), x -> x, x -> 2.0 * x);
    }

    private static Series line(int points) {
        return line(1, points);
    }

    @Test
    void thinningByOctaveKeepsWhatIsApartOnALogarithmicAxis() {
        Series thinned = line(1024).thinned(20, TOKENS);
        assertTrue(thinned.x().length <= 20, "points: " + thinned.x().length);
        // Half an octave a bin: the first points stand alone, the last bin is the mean of 725 … 1024.
        assertArrayEquals(new double[] {1, 2, 3}, IntStream.range(0, 3).mapToDouble(i -> thinned.x()[i]).toArray(), 0);
        assertEquals((725 + 1024) / 2.0, thinned.x()[thinned.x().length - 1], 1);
        for (int i = 0; i < thinned.x().length; i++) {
            assertEquals(2 * thinned.x()[i], thinned.y()[i], 1e-9);
            assertTrue(i == 0 || thinned.x()[i] > thinned.x()[i - 1]);
        }
    }

    @Test
    void aPointAtZeroDoesNotSpoilTheOctaves() {
        assertArrayEquals(line(1024).thinned(20, TOKENS).x(), line(0, 1024).thinned(20, TOKENS).x());
    }

    @Test
    void thinningByRunsAveragesNeighbours() {
        assertArrayEquals(new double[] {2.5, 6.5}, line(8).thinned(2, NUMBERS).x());
    }

    @Test
    void shortLinesStay() {
        Series series = line(5);
        assertSame(series, series.thinned(5, TOKENS));
        assertSame(series, series.thinned(5, NUMBERS));
    }

    @Test
    void whatIsNotFiniteIsLeftOut() {
        Series series = Series.of(Arrays.asList(2.0, Double.NaN, null, Double.POSITIVE_INFINITY, 4.0),
                y -> y == null || y < 9 ? 1 : 3, y -> y);
        assertArrayEquals(new double[] {1}, series.x());
        assertArrayEquals(new double[] {3}, series.y(), "the mean at one x");
    }
}
