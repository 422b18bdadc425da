package io.statecap.model.kernel;

import static io.statecap.model.kernel.SimdTiles.COLUMNS;
import static io.statecap.model.kernel.SimdTiles.ROWS;
import static io.statecap.model.kernel.SimdTiles.STRIP;
import static io.statecap.model.kernel.SimdTiles.ZEROS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of {@link SimdTiles}: {@code C = A·B} for one tile.
 *
 * <p>The index of A is one variable and constants, so that two checks of bounds serve a whole step and one register
 * addresses all rows: either a column of A is contiguous, or its rows are {@link SimdTiles#STRIP} apart. Nothing else
 * may be alive in the loops, not even for a branch that is never taken: C2 would keep sums in memory. That is why both
 * kinds of A are written out; {@code ROWS > 6} is a constant.
 */
final class SimdMicroKernels {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    private SimdMicroKernels() {}

    /** A is a strip; {@code step} is 1, but a constant would let C2 rewrite the loop, and keep sums in memory. */
    static void rows(int k, float[] a, int ao, int step, float[] b, int bo, int ldb, float[] c, int co,
                     int ldc) {
        FloatVector c00 = fromArray(S, ZEROS, 0);
        FloatVector c01 = fromArray(S, ZEROS, W);
        FloatVector c10 = fromArray(S, ZEROS, 2 * W);
        FloatVector c11 = fromArray(S, ZEROS, 3 * W);
        FloatVector c20 = fromArray(S, ZEROS, 4 * W);
        FloatVector c21 = fromArray(S, ZEROS, 5 * W);
        FloatVector c30 = fromArray(S, ZEROS, 6 * W);
        FloatVector c31 = fromArray(S, ZEROS, 7 * W);
        FloatVector c40 = fromArray(S, ZEROS, 8 * W);
        FloatVector c41 = fromArray(S, ZEROS, 9 * W);
        FloatVector c50 = fromArray(S, ZEROS, 10 * W);
        FloatVector c51 = fromArray(S, ZEROS, 11 * W);
        FloatVector c60 = fromArray(S, ZEROS, 12 * W);
        FloatVector c61 = fromArray(S, ZEROS, 13 * W);
        FloatVector c70 = fromArray(S, ZEROS, 14 * W);
        FloatVector c71 = fromArray(S, ZEROS, 15 * W);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = fromArray(S, b, bo);
            FloatVector b1 = fromArray(S, b, bo + W);
            FloatVector x0 = broadcast(S, a[ao]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = broadcast(S, a[ao + STRIP]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = broadcast(S, a[ao + 2 * STRIP]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = broadcast(S, a[ao + 3 * STRIP]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector x4 = broadcast(S, a[ao + 4 * STRIP]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            FloatVector x5 = broadcast(S, a[ao + 5 * STRIP]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            if (ROWS > 6) {
                FloatVector x6 = broadcast(S, a[ao + 6 * STRIP]);
                c60 = x6.fma(b0, c60);
                c61 = x6.fma(b1, c61);
                FloatVector x7 = broadcast(S, a[ao + 7 * STRIP]);
                c70 = x7.fma(b0, c70);
                c71 = x7.fma(b1, c71);
            }
            ao += step;
            bo += ldb;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + W);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + W);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + W);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + W);
        c40.intoArray(c, co + 4 * ldc);
        c41.intoArray(c, co + 4 * ldc + W);
        c50.intoArray(c, co + 5 * ldc);
        c51.intoArray(c, co + 5 * ldc + W);
        if (ROWS > 6) {
            c60.intoArray(c, co + 6 * ldc);
            c61.intoArray(c, co + 6 * ldc + W);
            c70.intoArray(c, co + 7 * ldc);
            c71.intoArray(c, co + 7 * ldc + W);
        }
    }

    /** Columns of A are contiguous, {@code lda} apart. */
    static void columns(int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
                        int ldc) {
        FloatVector c00 = fromArray(S, ZEROS, 0);
        FloatVector c01 = fromArray(S, ZEROS, W);
        FloatVector c10 = fromArray(S, ZEROS, 2 * W);
        FloatVector c11 = fromArray(S, ZEROS, 3 * W);
        FloatVector c20 = fromArray(S, ZEROS, 4 * W);
        FloatVector c21 = fromArray(S, ZEROS, 5 * W);
        FloatVector c30 = fromArray(S, ZEROS, 6 * W);
        FloatVector c31 = fromArray(S, ZEROS, 7 * W);
        FloatVector c40 = fromArray(S, ZEROS, 8 * W);
        FloatVector c41 = fromArray(S, ZEROS, 9 * W);
        FloatVector c50 = fromArray(S, ZEROS, 10 * W);
        FloatVector c51 = fromArray(S, ZEROS, 11 * W);
        FloatVector c60 = fromArray(S, ZEROS, 12 * W);
        FloatVector c61 = fromArray(S, ZEROS, 13 * W);
        FloatVector c70 = fromArray(S, ZEROS, 14 * W);
        FloatVector c71 = fromArray(S, ZEROS, 15 * W);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = fromArray(S, b, bo);
            FloatVector b1 = fromArray(S, b, bo + W);
            FloatVector x0 = broadcast(S, a[ao]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = broadcast(S, a[ao + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = broadcast(S, a[ao + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = broadcast(S, a[ao + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector x4 = broadcast(S, a[ao + 4]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            FloatVector x5 = broadcast(S, a[ao + 5]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            if (ROWS > 6) {
                FloatVector x6 = broadcast(S, a[ao + 6]);
                c60 = x6.fma(b0, c60);
                c61 = x6.fma(b1, c61);
                FloatVector x7 = broadcast(S, a[ao + 7]);
                c70 = x7.fma(b0, c70);
                c71 = x7.fma(b1, c71);
            }
            ao += lda;
            bo += ldb;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + W);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + W);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + W);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + W);
        c40.intoArray(c, co + 4 * ldc);
        c41.intoArray(c, co + 4 * ldc + W);
        c50.intoArray(c, co + 5 * ldc);
        c51.intoArray(c, co + 5 * ldc + W);
        if (ROWS > 6) {
            c60.intoArray(c, co + 6 * ldc);
            c61.intoArray(c, co + 6 * ldc + W);
            c70.intoArray(c, co + 7 * ldc);
            c71.intoArray(c, co + 7 * ldc + W);
        }
    }

    /** One vector of columns, and A as it may be. After the last row it is computed again. */
    static void narrow(int rows, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb, float[] c,
                       int co, int ldc) {
        int last = rows - 1;
        int a1 = ao + Math.min(1, last) * ars;
        int a2 = ao + Math.min(2, last) * ars;
        int a3 = ao + Math.min(3, last) * ars;
        int a4 = ao + Math.min(4, last) * ars;
        int a5 = ao + Math.min(5, last) * ars;
        int a6 = ao + Math.min(6, last) * ars;
        int a7 = ao + Math.min(7, last) * ars;
        FloatVector c0 = broadcast(S, 0);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector c4 = c0;
        FloatVector c5 = c0;
        FloatVector c6 = c0;
        FloatVector c7 = c0;
        for (int p = 0; p < k; p++) {
            int at = p * acs;
            FloatVector x = fromArray(S, b, bo);
            c0 = broadcast(S, a[ao + at]).fma(x, c0);
            c1 = broadcast(S, a[a1 + at]).fma(x, c1);
            c2 = broadcast(S, a[a2 + at]).fma(x, c2);
            c3 = broadcast(S, a[a3 + at]).fma(x, c3);
            c4 = broadcast(S, a[a4 + at]).fma(x, c4);
            c5 = broadcast(S, a[a5 + at]).fma(x, c5);
            if (ROWS > 6) {
                c6 = broadcast(S, a[a6 + at]).fma(x, c6);
                c7 = broadcast(S, a[a7 + at]).fma(x, c7);
            }
            bo += ldb;
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + ldc);
        c2.intoArray(c, co + 2 * ldc);
        c3.intoArray(c, co + 3 * ldc);
        c4.intoArray(c, co + 4 * ldc);
        c5.intoArray(c, co + 5 * ldc);
        if (ROWS > 6) {
            c6.intoArray(c, co + 6 * ldc);
            c7.intoArray(c, co + 7 * ldc);
        }
    }
}
