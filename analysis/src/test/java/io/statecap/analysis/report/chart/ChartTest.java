package io.statecap.analysis.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {

    @Test
    void orderedColoursGetLighter() {
        for (int count : new int[] {2, 6, 12}) {
            double before = -1;
            for (int i = 0; i < count; i++) {
                double luminance = luminance(Ink.ordered(i, count).light());
                assertTrue(luminance > before, "colour " + i + " of " + count);
                before = luminance;
            }
        }
    }

    /** CIELAB distances of all pairs, as seen with all cones, without M cones and without L cones (Machado 2009). */
    @Test
    void orderedColoursAreToldApartWithAnyCommonColourBlindness() {
        double[][][] eyes = {
            {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
            {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
            {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
        for (int count : new int[] {4, 5, 6, 8}) {
            for (double[][] eye : eyes) {
                for (int i = 0; i < count; i++) {
                    for (int j = 0; j < i; j++) {
                        double[] a = lab(Ink.ordered(i, count).light(), eye);
                        double[] b = lab(Ink.ordered(j, count).light(), eye);
                        double distance = Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2)
                                + Math.pow(a[2] - b[2], 2));
                        assertTrue(distance > (count <= 6 ? 30 : 20), i + " and " + j + " of " + count + ": "
                                + distance);
                    }
                }
            }
        }
    }

    private static double[] lab(String colour, double[][] eye) {
        double[] rgb = new double[3];
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                sum += eye[i][k] * linear(colour, k);
            }
            rgb[i] = Math.min(1, Math.max(0, sum));
        }
        double x = root((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505);
        double y = root(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
        double z = root((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double root(double t) {
        return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116.0;
    }

    private static double linear(String colour, int channel) {
        double value = Integer.parseInt(colour.substring(1 + 2 * channel, 3 + 2 * channel), 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    @Test
    void textContrastsWithItsCell() {
        ColourScale viridis = new ColourScale("", 0, 1, false, null, false);
        for (double at = 0; at <= 1; at += 0.01) {
            String cell = viridis.colour(at);
            double first = luminance(cell) + 0.05;
            double second = luminance(viridis.textOn(at)) + 0.05;
            assertTrue(Math.max(first, second) / Math.min(first, second) >= 4.5, cell);
        }
    }

    @Test
    void coloursStepAtTheLimit() {
        ColourScale scale = new ColourScale("excess", 0, 1, true, 0.1, false);
        double healthy = luminance(scale.colour(0.099));
        double collapsed = luminance(scale.colour(0.101));
        assertTrue(healthy > 1.5 * collapsed, healthy + " against " + collapsed);
        assertEquals(scale.colour(1), scale.colour(7));
        assertEquals(scale.colour(0), scale.colour(-0.2));
    }

    @Test
    void logarithmicTicksArePowersOfTwo() {
        Axis axis = Axis.tokens("");
        assertEquals(List.of(16.0, 64.0, 256.0, 1024.0), new Axis.Span(axis, axis.place(9), axis.place(3000), 0, 1)
                .ticks(5));
        assertEquals(List.of(2.0, 4.0, 6.0), new Axis.Span(Axis.number("", true), 0.5, 7, 0, 1).ticks(4));
    }

    private static double luminance(String colour) {
        double sum = 0;
        double[] weights = {0.2126, 0.7152, 0.0722};
        for (int i = 0; i < 3; i++) {
            sum += weights[i] * linear(colour, i);
        }
        return sum;
    }
}
