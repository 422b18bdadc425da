package io.statecap.model.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix products with the Vector API, tile by tile. A tile's sums stay in registers
 * while k runs; that is what its shape is chosen for, here and nowhere else.
 *
 * <p>A tile is {@link #ROWS} rows by two vectors. A step of k loads two vectors of B and, for each row, spreads one
 * element of A over a third: {@code 2·ROWS + 3} registers, 15 of the 16 that x86 has up to 256 bits, and 19 of the 32
 * of AVX-512 and of ARM. Two FMA units of four cycles each want at least 8 sums, and get 12 or 16.
 *
 * <p>{@link SimdMicroKernels} wants columns of A that are contiguous, or a strip: a copy of some rows at a fixed
 * stride. Columns that lie far apart are copied, too: else every tile reads them from the second-level cache.
 */
class SimdTiles {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();
    private static final int REGISTERS = W == 16 || System.getProperty("os.arch").equals("aarch64") ? 32 : 16;
    /** Rows of a tile: 6 or 8. */
    static final int ROWS = REGISTERS == 32 ? 8 : 6;
    /** Columns of a tile. */
    static final int COLUMNS = 2 * W;

    /** Where sums start. Loaded each from its own place: C2 keeps copies of one zero in memory. */
    static final float[] ZEROS = new float[8 * COLUMNS];
    /** Elements from one row of a strip to the next; no rows share many cache sets. */
    static final int STRIP = 2048 + 11 * 16;
    /** Elements from one column of a strip to the next: whole vectors. */
    private static final int COLUMN = Math.max(8, W);
    /** Tiles whose columns of A are copied together: they share cache lines. */
    private static final int GROUP = 4;
    /** Elements that columns of A may span to be read as they lie: they stay in the first-level cache. */
    private static final int NEAR = 4096;

    private final float[] edge = new float[ROWS * COLUMNS];
    /** Made when first used: many an instance multiplies nothing. */
    private float[] strip;

    /**
     * {@code C [m, n] (+)= A [m, k] · B [k, n]}, with sums over k in ascending order. Element (i, p) of A is
     * {@code a[ao + i·ars + p·acs]}, one of the two strides being 1; panels of {@link #COLUMNS} columns of B begin
     * {@code nextPanel} apart; rows of B and C are {@code ldb} and {@code ldc} apart. May read some vectors beyond the
     * ends of A and B.
     */
    void product(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb, int nextPanel,
                 float[] c, int co, int ldc, boolean accumulate) {
        boolean rowsCopied = ars != 1 && acs == 1 && n > W && k <= STRIP;
        boolean columnsCopied = ars == 1 && n > ROWS * W && k > NEAR / acs
                && k * COLUMN * GROUP <= ROWS * STRIP;
        boolean copied = rowsCopied || columnsCopied;
        if (copied && strip == null) {
            strip = Floats.array(ROWS * STRIP);
        }
        for (int i = 0; i < m; i += ROWS) {
            int rows = Math.min(ROWS, m - i);
            int from = ao + i * ars;
            int tile = 0;
            if (rowsCopied) {
                copyRows(rows, k, a, from, ars);
            } else if (columnsCopied) {
                tile = i / ROWS % GROUP;
                if (tile == 0) {
                    copyColumns(k, a, from, acs);
                }
            }
            int panel = bo;
            for (int j = 0; j < n; j += COLUMNS) {
                tile(rows, Math.min(COLUMNS, n - j), k, copied ? strip : a, copied ? tile * k * COLUMN : from,
                        rowsCopied ? STRIP : ars, columnsCopied ? COLUMN : acs, b, panel, ldb,
                        c, co + i * ldc + j, ldc, accumulate);
                panel += nextPanel;
            }
        }
    }

    private void tile(int rows, int columns, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                      float[] c, int co, int ldc, boolean accumulate) {
        boolean direct = !accumulate && rows == ROWS && columns % W == 0;
        float[] target = direct ? c : edge;
        int to = direct ? co : 0;
        int ldt = direct ? ldc : COLUMNS;
        if (columns <= W || ars != 1 && (ars != STRIP || acs != 1)) {
            SimdMicroKernels.narrow(rows, k, a, ao, ars, acs, b, bo, ldb, target, to, ldt);
            if (columns > W) {
                SimdMicroKernels.narrow(rows, k, a, ao, ars, acs, b, bo + W, ldb, target, to + W, ldt);
            }
        } else if (ars == 1) {
            SimdMicroKernels.columns(k, a, ao, acs, b, bo, ldb, target, to, ldt);
        } else {
            SimdMicroKernels.rows(k, a, ao, acs, b, bo, ldb, target, to, ldt);
        }
        if (!direct) {
            copyEdge(rows, columns, c, co, ldc, accumulate);
        }
    }

    /**
     * Adds to C or copies, and leaves what lies beside the tile as it is. Apart from the inner loops, which stay small
     * enough to be compiled whole.
     */
    private void copyEdge(int rows, int columns, float[] c, int co, int ldc, boolean accumulate) {
        for (int i = 0; i < rows; i++) {
            int from = i * COLUMNS;
            int to = co + i * ldc;
            if (columns == COLUMNS && accumulate) {
                fromArray(S, c, to).add(fromArray(S, edge, from)).intoArray(c, to);
                fromArray(S, c, to + W).add(fromArray(S, edge, from + W)).intoArray(c, to + W);
            } else if (columns == COLUMNS) {
                fromArray(S, edge, from).intoArray(c, to);
                fromArray(S, edge, from + W).intoArray(c, to + W);
            } else {
                for (int j = 0; j < columns; j++) {
                    c[to + j] = accumulate ? c[to + j] + edge[from + j] : edge[from + j];
                }
            }
        }
    }

    private void copyRows(int rows, int k, float[] a, int ao, int lda) {
        for (int row = 0; row < rows; row++) {
            int from = ao + row * lda;
            int to = row * STRIP;
            for (int p = 0; p < k; p += W) {
                fromArray(S, a, from + p).intoArray(strip, to + p);
            }
        }
    }

    private void copyColumns(int k, float[] a, int ao, int lda) {
        int next = k * COLUMN;
        for (int p = 0; p < k; p++) {
            int from = ao + p * lda;
            int to = p * COLUMN;
            fromArray(S, a, from).intoArray(strip, to);
            fromArray(S, a, from + ROWS).intoArray(strip, to + next);
            fromArray(S, a, from + 2 * ROWS).intoArray(strip, to + 2 * next);
            fromArray(S, a, from + 3 * ROWS).intoArray(strip, to + 3 * next);
            if (W < COLUMN) {
                fromArray(S, a, from + W).intoArray(strip, to + W);
                fromArray(S, a, from + ROWS + W).intoArray(strip, to + next + W);
                fromArray(S, a, from + 2 * ROWS + W).intoArray(strip, to + 2 * next + W);
                fromArray(S, a, from + 3 * ROWS + W).intoArray(strip, to + 3 * next + W);
            }
        }
    }

    /** {@code columns} up to whole panels. */
    static int covering(int columns) {
        return (columns + COLUMNS - 1) / COLUMNS * COLUMNS;
    }

    /**
     * Packs {@code b} [rows, columns], rows {@code ldb} apart, into panels of {@link #COLUMNS} columns, each row-major and
     * contiguous. What lies beside the columns of the last panel stays as it is.
     */
    static void pack(int rows, int columns, float[] b, int bo, int ldb, float[] panels) {
        for (int j = 0; j < columns; j += COLUMNS) {
            int width = Math.min(COLUMNS, columns - j);
            int from = bo + j;
            int to = j * rows;
            for (int p = 0; p < rows; p++, from += ldb, to += COLUMNS) {
                if (width == COLUMNS) {
                    fromArray(S, b, from).intoArray(panels, to);
                    fromArray(S, b, from + W).intoArray(panels, to + W);
                } else {
                    System.arraycopy(b, from, panels, to, width);
                }
            }
        }
    }
}
