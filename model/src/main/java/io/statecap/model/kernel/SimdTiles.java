package io.statecap.model.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernels of matrix products with the Vector API: {@link VectorKernels#tile}. A tile's sums stay in
 * registers while k runs; that is what its shape is chosen for, here and nowhere else.
 *
 * <p>A tile is {@link #ROWS} rows by two vectors. A step of k loads two vectors of B and, for each row, spreads one
 * element of A over a third: {@code 2·ROWS + 3} registers, 15 of the 16 that x86 has up to 256 bits, and 19 of the 32
 * of AVX-512 and of ARM. Two FMA units of four cycles each want at least 8 sums, and get 12 or 16.
 *
 * <p>The index of A is one variable and constants, so that two checks of bounds serve a whole step and one register
 * addresses all rows: either a column of A is contiguous, or its rows were copied to a strip, {@link #STRIP} apart.
 * Nothing else may be alive in the loops, not even for a branch that is never taken: C2 would keep sums in memory. That
 * is why the two shapes are written out.
 */
final class SimdTiles {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();
    private static final int REGISTERS = W == 16 || System.getProperty("os.arch").equals("aarch64") ? 32 : 16;
    private static final int STRIP = VectorKernels.STRIP;
    /** Rows of a tile: 6 or 8. */
    static final int ROWS = REGISTERS == 32 ? 8 : 6;
    /** Columns of a tile. */
    static final int COLUMNS = 2 * W;

    /** Where sums start. Loaded each from its own place: C2 keeps copies of one zero in memory. */
    private static final float[] ZEROS = new float[ROWS * COLUMNS];

    private final float[] edge = new float[ROWS * COLUMNS];

    void tile(int rows, int columns, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
              float[] c, int co, int ldc, boolean accumulate) {
        boolean direct = !accumulate && rows == ROWS && columns % W == 0;
        float[] target = direct ? c : edge;
        int to = direct ? co : 0;
        int ldt = direct ? ldc : COLUMNS;
        if (columns <= W || ars != 1 && (ars != STRIP || acs != 1)) {
            narrow(rows, k, a, ao, ars, acs, b, bo, ldb, target, to, ldt);
            if (columns > W) {
                narrow(rows, k, a, ao, ars, acs, b, bo + W, ldb, target, to + W, ldt);
            }
        } else if (ars == 1 && ROWS == 8) {
            columns8(k, a, ao, acs, b, bo, ldb, target, to, ldt);
        } else if (ars == 1) {
            columns6(k, a, ao, acs, b, bo, ldb, target, to, ldt);
        } else if (ROWS == 8) {
            rows8(k, a, ao, acs, b, bo, ldb, target, to, ldt);
        } else {
            rows6(k, a, ao, acs, b, bo, ldb, target, to, ldt);
        }
        if (!direct) {
            copyEdge(rows, columns, c, co, ldc, accumulate);
        }
    }

    /**
     * Adds to C, and leaves what lies beside the tile as it is. Apart from the micro-kernels, so that these stay small
     * enough to be compiled whole.
     */
    private void copyEdge(int rows, int columns, float[] c, int co, int ldc, boolean accumulate) {
        for (int i = 0; i < rows; i++) {
            int from = i * COLUMNS;
            int to = co + i * ldc;
            if (accumulate && columns == COLUMNS) {
                fromArray(S, c, to).add(fromArray(S, edge, from)).intoArray(c, to);
                fromArray(S, c, to + W).add(fromArray(S, edge, from + W)).intoArray(c, to + W);
            } else if (accumulate) {
                for (int j = 0; j < columns; j++) {
                    c[to + j] += edge[from + j];
                }
            } else {
                System.arraycopy(edge, from, c, to, columns);
            }
        }
    }

    /** A is a strip; {@code step} is 1, but a constant would let C2 rewrite the loop, and keep sums in memory. */
    private static void rows8(int k, float[] a, int ao, int step, float[] b, int bo, int ldb, float[] c, int co,
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
            FloatVector x6 = broadcast(S, a[ao + 6 * STRIP]);
            c60 = x6.fma(b0, c60);
            c61 = x6.fma(b1, c61);
            FloatVector x7 = broadcast(S, a[ao + 7 * STRIP]);
            c70 = x7.fma(b0, c70);
            c71 = x7.fma(b1, c71);
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
        c60.intoArray(c, co + 6 * ldc);
        c61.intoArray(c, co + 6 * ldc + W);
        c70.intoArray(c, co + 7 * ldc);
        c71.intoArray(c, co + 7 * ldc + W);
    }

    /** Columns of A are contiguous, {@code lda} apart. */
    private static void columns8(int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
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
            FloatVector x6 = broadcast(S, a[ao + 6]);
            c60 = x6.fma(b0, c60);
            c61 = x6.fma(b1, c61);
            FloatVector x7 = broadcast(S, a[ao + 7]);
            c70 = x7.fma(b0, c70);
            c71 = x7.fma(b1, c71);
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
        c60.intoArray(c, co + 6 * ldc);
        c61.intoArray(c, co + 6 * ldc + W);
        c70.intoArray(c, co + 7 * ldc);
        c71.intoArray(c, co + 7 * ldc + W);
    }

    /** As {@link #rows8}. */
    private static void rows6(int k, float[] a, int ao, int step, float[] b, int bo, int ldb, float[] c, int co,
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
    }

    /** As {@link #columns8}. */
    private static void columns6(int k, float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
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
    }

    /** All rows in one loop, since a row is often a few vectors only. After the last row it is copied again. */
    static void strip(int rows, int k, float[] a, int ao, int lda, float[] strip) {
        int last = rows - 1;
        int a1 = ao + Math.min(1, last) * lda;
        int a2 = ao + Math.min(2, last) * lda;
        int a3 = ao + Math.min(3, last) * lda;
        int a4 = ao + Math.min(4, last) * lda;
        int a5 = ao + Math.min(5, last) * lda;
        int a6 = ao + Math.min(6, last) * lda;
        int a7 = ao + Math.min(7, last) * lda;
        for (int p = 0; p < k; p += W) {
            fromArray(S, a, ao + p).intoArray(strip, p);
            fromArray(S, a, a1 + p).intoArray(strip, p + STRIP);
            fromArray(S, a, a2 + p).intoArray(strip, p + 2 * STRIP);
            fromArray(S, a, a3 + p).intoArray(strip, p + 3 * STRIP);
            fromArray(S, a, a4 + p).intoArray(strip, p + 4 * STRIP);
            fromArray(S, a, a5 + p).intoArray(strip, p + 5 * STRIP);
            if (ROWS > 6) {
                fromArray(S, a, a6 + p).intoArray(strip, p + 6 * STRIP);
                fromArray(S, a, a7 + p).intoArray(strip, p + 7 * STRIP);
            }
        }
    }

    /** One vector of columns, and A as it may be. After the last row it is computed again. */
    private static void narrow(int rows, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                               float[] c, int co, int ldc) {
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
