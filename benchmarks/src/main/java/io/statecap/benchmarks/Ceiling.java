package io.statecap.benchmarks;

import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What one thread of the machine can do: FMA units × lanes × clock × 2, measured by a loop that touches registers only.
 * Its twelve sums keep up to three units of four cycles busy; the x86 processors so far have two.
 */
final class Ceiling {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();
    private static final int SUMS = 12;
    private static final int STEPS = 25_000;
    /** FMAs of a sum in a step: several, since the loop's own instructions would show otherwise. */
    private static final int IN_A_ROW = 4;
    private static final double SECONDS = 3;

    private Ceiling() {}

    /** FLOP/s, the best within some seconds. */
    static double measure() {
        // x = x·½ + ½ stays 1.
        float[] ones = new float[SUMS * W];
        float[] half = new float[W];
        Arrays.fill(ones, 1);
        Arrays.fill(half, 0.5f);
        long best = Long.MAX_VALUE;
        for (long first = System.nanoTime(); System.nanoTime() - first < SECONDS * 1e9; ) {
            long start = System.nanoTime();
            multiplyAdd(ones, half);
            best = Math.min(best, System.nanoTime() - start);
        }
        return 2.0 * STEPS * IN_A_ROW * SUMS * W / best * 1e9;
    }

    private static void multiplyAdd(float[] sums, float[] half) {
        FloatVector h = fromArray(S, half, 0);
        FloatVector a = fromArray(S, sums, 0);
        FloatVector b = fromArray(S, sums, W);
        FloatVector c = fromArray(S, sums, 2 * W);
        FloatVector d = fromArray(S, sums, 3 * W);
        FloatVector e = fromArray(S, sums, 4 * W);
        FloatVector f = fromArray(S, sums, 5 * W);
        FloatVector g = fromArray(S, sums, 6 * W);
        FloatVector i = fromArray(S, sums, 7 * W);
        FloatVector j = fromArray(S, sums, 8 * W);
        FloatVector k = fromArray(S, sums, 9 * W);
        FloatVector l = fromArray(S, sums, 10 * W);
        FloatVector m = fromArray(S, sums, 11 * W);
        for (int step = 0; step < STEPS; step++) {
            a = a.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
            b = b.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
            c = c.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
            d = d.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
            e = e.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
            f = f.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
            g = g.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
            i = i.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
            j = j.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
            k = k.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
            l = l.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
            m = m.fma(h, h).fma(h, h).fma(h, h).fma(h, h);
        }
        a.add(b).add(c).add(d).add(e).add(f).add(g).add(i).add(j).add(k).add(l).add(m).mul(1f / SUMS)
                .intoArray(sums, 0);
    }
}
