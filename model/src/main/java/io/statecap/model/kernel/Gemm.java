package io.statecap.model.kernel;

/**
 * Matrix products over {@link VectorKernels#tile}: {@code C [m, n] (+)= A [m, k] · B [k, n]}, where A may be given
 * transposed through its two strides, one of which is 1. On the machines measured (benchmarks/README.md) this reaches
 * the rate of OpenBLAS' best kernel on large products and more on small ones, needs no copy to native memory, and gives
 * the same bits on every machine.
 *
 * <p>An instance belongs to one thread.
 */
public final class Gemm {

    /** Length of the inner loop: a strip of A of this length and its panel of B stay in the first-level cache. */
    private static final int K_BLOCK = 256;

    private final VectorKernels kernels;
    private float[] packed = Floats.array(0);
    private final float[] strip;

    public Gemm(VectorKernels kernels) {
        this.kernels = kernels;
        strip = Floats.array((long) kernels.tileRows() * VectorKernels.STRIP);
    }

    /** For small products: B is read where it lies. Rows of B are {@code ldb} apart. */
    public void small(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                      float[] c, int co, int ldc, boolean accumulate) {
        strips(m, n, k, a, ao, ars, acs, b, bo, ldb, kernels.panel(), c, co, ldc, accumulate);
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
        for (int p = 0; p < k; p += K_BLOCK) {
            strips(m, n, Math.min(K_BLOCK, k - p), a, ao + p * acs, ars, acs, b, bo + p * panel, panel,
                    panel * panelRows, c, co, ldc, accumulate || p > 0);
        }
    }

    /** Tile by tile; a panel of B begins {@code nextPanel} after the one before. */
    private void strips(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                        int nextPanel, float[] c, int co, int ldc, boolean accumulate) {
        int panel = kernels.panel();
        int tileRows = kernels.tileRows();
        // Half a panel is read as it lies.
        boolean copied = n > panel / 2 && ars != 1 && acs == 1 && k <= VectorKernels.STRIP;
        for (int i = 0; i < m; i += tileRows) {
            int rows = Math.min(tileRows, m - i);
            int from = ao + i * ars;
            if (copied) {
                kernels.strip(rows, k, a, from, ars, strip);
            }
            int panelOffset = bo;
            for (int j = 0; j < n; j += panel) {
                kernels.tile(rows, Math.min(panel, n - j), k, copied ? strip : a, copied ? 0 : from,
                        copied ? VectorKernels.STRIP : ars, acs, b, panelOffset, ldb, c, co + i * ldc + j, ldc,
                        accumulate);
                panelOffset += nextPanel;
            }
        }
    }
}
