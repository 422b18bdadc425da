package io.statecap.model.kernel;

/**
 * Matrix products over {@link VectorKernels#product}: {@code C [m, n] (+)= A [m, k] · B [k, n]}, where A may be given
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

    public Gemm(VectorKernels kernels) {
        this.kernels = kernels;
    }

    /**
     * The gradient of a linear map's weights.
     *
     * @param out outputs of the map
     * @param dy  gradient of its output, [rows, out]
     * @param dw  added to from {@code dwo}, [out, in]
     */
    public record WeightGradient(int out, float[] dy, float[] dw, int dwo) {}

    /** For small products: B is read where it lies. Rows of B are {@code ldb} apart. */
    public void small(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                      float[] c, int co, int ldc, boolean accumulate) {
        kernels.product(m, n, k, a, ao, ars, acs, b, bo, ldb, kernels.panel(), c, co, ldc, accumulate);
    }

    /** B was packed beforehand: for weights, which serve many rows. */
    public void packed(int m, float[] a, int ao, int ars, int acs, PackedMatrix b, float[] c, int co, int ldc,
                       boolean accumulate) {
        int panel = kernels.panel();
        for (int p = 0; p < b.rows(); p += K_BLOCK) {
            kernels.product(m, b.columns(), Math.min(K_BLOCK, b.rows() - p), a, ao + p * acs, ars, acs,
                    b.data(), p * panel, panel, panel * b.rows(), c, co, ldc, accumulate || p > 0);
        }
    }

    /** For large products: packs B first. Rows of B are {@code ldb} apart. */
    public void large(int m, int n, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int ldb,
                      float[] c, int co, int ldc, boolean accumulate) {
        for (int p = 0; p < k; p += K_BLOCK) {
            int depth = Math.min(K_BLOCK, k - p);
            pack(depth, n, b, bo + p * ldb, ldb);
            multiplyPacked(m, n, depth, a, ao + p * acs, ars, acs, c, co, ldc, accumulate || p > 0);
        }
    }

    /** {@code dw += dyᵀ · x} for maps of the same input {@code x} [rows, in], which is packed once for all of them. */
    public void weightGradients(int rows, int in, float[] x, WeightGradient... gradients) {
        for (int p = 0; p < rows; p += K_BLOCK) {
            int depth = Math.min(K_BLOCK, rows - p);
            pack(depth, in, x, p * in, in);
            for (WeightGradient g : gradients) {
                multiplyPacked(g.out(), in, depth, g.dy(), p * g.out(), 1, g.out(), g.dw(), g.dwo(), in, true);
            }
        }
    }

    private void pack(int depth, int n, float[] b, int bo, int ldb) {
        int panel = kernels.panel();
        int size = (n + panel - 1) / panel * panel * depth;
        if (packed.length < size + Floats.SLACK) {
            packed = Floats.array(size);
        }
        kernels.pack(depth, n, b, bo, ldb, packed);
    }

    private void multiplyPacked(int m, int n, int depth, float[] a, int ao, int ars, int acs, float[] c, int co,
                                int ldc, boolean accumulate) {
        int panel = kernels.panel();
        kernels.product(m, n, depth, a, ao, ars, acs, packed, 0, panel, panel * depth, c, co, ldc, accumulate);
    }
}
