package io.statecap.model.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The convolution with the Vector API, the columns that whole vectors cover; each method returns how many. With the
 * usual {@value #TAPS} taps nothing is a loop but the columns, and the backward pass takes four rows at once: sums over
 * rows are loaded and stored once for four, in the order of the rows.
 */
final class SimdConv {

    static final int TAPS = 4;
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    private SimdConv() {}

    static int silu(int n, int taps, float[] x, int xo, float[] w, float[] bias, float[] y, int yo, float[] slope,
                    int so) {
        int bound = S.loopBound(n);
        if (taps == TAPS) {
            sum4(n, bound, x, xo, w, bias, y, yo);
        } else {
            sum(n, bound, taps, x, xo - (taps - 1) * n, w, bias, y, yo);
        }
        SimdExp.silu(bound, y, yo, y, yo, slope, so);
        return bound;
    }

    private static void sum4(int n, int bound, float[] x, int xo, float[] w, float[] bias, float[] y, int yo) {
        for (int i = 0; i < bound; i += W) {
            FloatVector a = fromArray(S, w, i).fma(fromArray(S, x, xo - 3 * n + i), fromArray(S, bias, i));
            a = fromArray(S, w, n + i).fma(fromArray(S, x, xo - 2 * n + i), a);
            a = fromArray(S, w, 2 * n + i).fma(fromArray(S, x, xo - n + i), a);
            fromArray(S, w, 3 * n + i).fma(fromArray(S, x, xo + i), a).intoArray(y, yo + i);
        }
    }

    private static void sum(int n, int bound, int taps, float[] x, int oldest, float[] w, float[] bias, float[] y,
                            int yo) {
        for (int i = 0; i < bound; i += W) {
            FloatVector a = fromArray(S, bias, i);
            for (int k = 0; k < taps; k++) {
                a = fromArray(S, w, k * n + i).fma(fromArray(S, x, oldest + k * n + i), a);
            }
            a.intoArray(y, yo + i);
        }
    }

    /** Four rows. */
    static int backward4(int n, float[] g, int go, float[] slope, int so, float[] x, int xo, float[] dw, float[] db) {
        int bound = S.loopBound(n);
        for (int i = 0; i < bound; i += W) {
            FloatVector g0 = fromArray(S, g, go + i).mul(fromArray(S, slope, so + i));
            FloatVector g1 = fromArray(S, g, go + n + i).mul(fromArray(S, slope, so + n + i));
            FloatVector g2 = fromArray(S, g, go + 2 * n + i).mul(fromArray(S, slope, so + 2 * n + i));
            FloatVector g3 = fromArray(S, g, go + 3 * n + i).mul(fromArray(S, slope, so + 3 * n + i));
            g0.intoArray(g, go + i);
            g1.intoArray(g, go + n + i);
            g2.intoArray(g, go + 2 * n + i);
            g3.intoArray(g, go + 3 * n + i);
            fromArray(S, db, i).add(g0).add(g1).add(g2).add(g3).intoArray(db, i);
            FloatVector x0 = fromArray(S, x, xo - 3 * n + i);
            FloatVector x1 = fromArray(S, x, xo - 2 * n + i);
            FloatVector x2 = fromArray(S, x, xo - n + i);
            FloatVector x3 = fromArray(S, x, xo + i);
            g3.fma(x3, g2.fma(x2, g1.fma(x1, g0.fma(x0, fromArray(S, dw, i))))).intoArray(dw, i);
            FloatVector x4 = fromArray(S, x, xo + n + i);
            g3.fma(x4, g2.fma(x3, g1.fma(x2, g0.fma(x1, fromArray(S, dw, n + i))))).intoArray(dw, n + i);
            FloatVector x5 = fromArray(S, x, xo + 2 * n + i);
            g3.fma(x5, g2.fma(x4, g1.fma(x3, g0.fma(x2, fromArray(S, dw, 2 * n + i))))).intoArray(dw, 2 * n + i);
            FloatVector x6 = fromArray(S, x, xo + 3 * n + i);
            g3.fma(x6, g2.fma(x5, g1.fma(x4, g0.fma(x3, fromArray(S, dw, 3 * n + i))))).intoArray(dw, 3 * n + i);
        }
        return bound;
    }

    /** One row. */
    static int backward(int n, int taps, float[] g, int go, float[] slope, int so, float[] x, int xo, float[] dw,
                        float[] db) {
        int oldest = xo - (taps - 1) * n;
        int bound = S.loopBound(n);
        for (int i = 0; i < bound; i += W) {
            FloatVector gi = fromArray(S, g, go + i).mul(fromArray(S, slope, so + i));
            gi.intoArray(g, go + i);
            fromArray(S, db, i).add(gi).intoArray(db, i);
            for (int k = 0; k < taps; k++) {
                gi.fma(fromArray(S, x, oldest + k * n + i), fromArray(S, dw, k * n + i)).intoArray(dw, k * n + i);
            }
        }
        return bound;
    }

    /** Four rows with three more of g after them. */
    static int inputGradient4(int n, float[] g, int go, float[] w, float[] dx, int dxo) {
        int bound = S.loopBound(n);
        for (int i = 0; i < bound; i += W) {
            FloatVector w0 = fromArray(S, w, i);
            FloatVector w1 = fromArray(S, w, n + i);
            FloatVector w2 = fromArray(S, w, 2 * n + i);
            FloatVector w3 = fromArray(S, w, 3 * n + i);
            FloatVector g0 = fromArray(S, g, go + i);
            FloatVector g1 = fromArray(S, g, go + n + i);
            FloatVector g2 = fromArray(S, g, go + 2 * n + i);
            FloatVector g3 = fromArray(S, g, go + 3 * n + i);
            g3.fma(w0, g2.fma(w1, g1.fma(w2, g0.mul(w3)))).intoArray(dx, dxo + i);
            FloatVector g4 = fromArray(S, g, go + 4 * n + i);
            g4.fma(w0, g3.fma(w1, g2.fma(w2, g1.mul(w3)))).intoArray(dx, dxo + n + i);
            FloatVector g5 = fromArray(S, g, go + 5 * n + i);
            g5.fma(w0, g4.fma(w1, g3.fma(w2, g2.mul(w3)))).intoArray(dx, dxo + 2 * n + i);
            FloatVector g6 = fromArray(S, g, go + 6 * n + i);
            g6.fma(w0, g5.fma(w1, g4.fma(w2, g3.mul(w3)))).intoArray(dx, dxo + 3 * n + i);
        }
        return bound;
    }

    /** One row, from it and the {@code ahead} rows of g after it. */
    static int inputGradient(int n, int taps, int ahead, float[] g, int go, float[] w, float[] dx, int dxo) {
        int newest = (taps - 1) * n;
        int bound = S.loopBound(n);
        for (int i = 0; i < bound; i += W) {
            FloatVector sum = fromArray(S, g, go + i).mul(fromArray(S, w, newest + i));
            for (int row = 1; row <= ahead; row++) {
                sum = fromArray(S, g, go + row * n + i).fma(fromArray(S, w, newest - row * n + i), sum);
            }
            sum.intoArray(dx, dxo + i);
        }
        return bound;
    }
}
