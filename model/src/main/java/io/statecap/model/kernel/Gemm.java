package io.statecap.model.kernel;

/**
 * Matrix products over {@link VectorKernels#tile}: {@code C [m, n] (+)= A [m, k] · B [k, n]}, where A may be given
 * transposed through its two strides. On the machines measured (benchmarks/README.md) this reaches the rate of
 * OpenBLAS' best kernel on large products and more on small ones, needs no copy to native memory, and gives the same
 * bits on every machine.
 *
 * <p>An instance belongs to one thread.
 */
public final class Gemm {

    /** Length of the inner loop: a strip of A of this length and its panel of B stay in the first-level cache. */
    private static final int K_BLOCK = 256;

    private final VectorKernels kernels;
    private float[] packed = Floats.array(0);
    private final float[] strip = Floats.array((long) VectorKernels.TILE_ROWS * K_BLOCK);

    public Gemm(VectorKernels kernels) {
        this.kernels = kernels;
    }

    /** For small products: B is read where it lies. Rows of B are {@code ldb} apart. */
    public void small(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                      float[] c, int co, int ldc, boolean accumulate) {
        int panel = kernels.panel();
        for (int j = 0; j < n; j += panel) {
            int columns = Math.min(panel, n - j);
            for (int i = 0; i < m; i += VectorKernels.TILE_ROWS) {
                kernels.tile(Math.min(VectorKernels.TILE_ROWS, m - i), columns, k, a, ao + i * ars, ars, acs, b, bo + j,
                        ldb, c, co + i * ldc + j, ldc, accumulate);
            }
        }
    }

    /** B was packed beforehand: for weights, which serve many rows. */
    public void packed(int m, float[] a, int ao, int ars, int acs, PackedMatrix b, float[] c, int co, int ldc,
                       boolean accumulate) {
        multiply(m, b.columns(), b.rows(), a, ao, ars, acs, b.data(), 0, b.rows(), c, co, ldc, accumulate);
    }

    /** For large products: packs B first. Rows of B are {@code ldb} apart. */
    public void large(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                      float[] c, int co, int ldc, boolean accumulate) {
        int panel = kernels.panel();
        int block = Math.min(k, K_BLOCK);
        int size = (n + panel - 1) / panel * panel * block;
        if (packed.length < size + Floats.SLACK) {
            packed = Floats.array(size);
        }
        for (int p = 0; p < k; p += block) {
            int depth = Math.min(block, k - p);
            PackedMatrix.pack(panel, depth, n, b, bo + p * ldb, ldb, packed);
            multiply(m, n, depth, a, ao + p * acs, ars, acs, packed, 0, depth, c, co, ldc, accumulate || p > 0);
        }
    }

    /** {@code b} holds panels of {@code panelRows} rows. */
    private void multiply(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int panelRows,
                          float[] c, int co, int ldc, boolean accumulate) {
        int panel = kernels.panel();
        boolean stripped = acs != 1 && n > panel;
        for (int p = 0; p < k; p += K_BLOCK) {
            int depth = Math.min(K_BLOCK, k - p);
            for (int i = 0; i < m; i += VectorKernels.TILE_ROWS) {
                int rows = Math.min(VectorKernels.TILE_ROWS, m - i);
                float[] left = a;
                int lo = ao + i * ars + p * acs;
                int lrs = ars;
                int lcs = acs;
                if (stripped) {
                    copyStrip(rows, depth, a, lo, ars, acs);
                    left = strip;
                    lo = 0;
                    lrs = 1;
                    lcs = VectorKernels.TILE_ROWS;
                }
                for (int j = 0; j < n; j += panel) {
                    kernels.tile(rows, Math.min(panel, n - j), depth, left, lo, lrs, lcs,
                            b, bo + j * panelRows + p * panel, panel, c, co + i * ldc + j, ldc, accumulate || p > 0);
                }
            }
        }
    }

    /** A transposed left-hand side is read by every panel: once copied, it is contiguous for all of them. */
    private void copyStrip(int rows, int depth, float[] a, int ao, int ars, int acs) {
        for (int p = 0; p < depth; p++) {
            int from = ao + p * acs;
            int to = p * VectorKernels.TILE_ROWS;
            for (int i = 0; i < rows; i++) {
                strip[to + i] = a[from + i * ars];
            }
        }
    }
}
