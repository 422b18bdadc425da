package io.statecap.model.kernel;

/**
 * Matrix products over {@link SimdTiles}: {@code C [m, n] (+)= A [m, k] · B [k, n]}, where A may be given
 * transposed through its two strides, one of which is 1. On the machines measured (benchmarks/README.md) this reaches
 * the rate of OpenBLAS' best kernel on large products and more on small ones, needs no copy to native memory, and gives
 * the same bits on every machine.
 *
 * <p>An instance belongs to one thread.
 */
public final class Gemm {

    /** Length of the inner loop: a strip of A of this length and its panel of B stay in the first-level cache. */
    private static final int K_BLOCK = 256;

    private final SimdTiles tiles;
    private float[] packed = Floats.array(0);

    public Gemm() {
        this(new SimdTiles());
    }

    Gemm(SimdTiles tiles) {
        this.tiles = tiles;
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
        tiles.product(m, n, k, a, ao, ars, acs, b, bo, ldb, SimdTiles.COLUMNS, c, co, ldc, accumulate);
    }

    /** B was packed beforehand: for weights, which serve many rows. */
    public void packed(int m, float[] a, int ao, int ars, int acs, PackedMatrix b, float[] c, int co, int ldc,
                       boolean accumulate) {
        int panel = SimdTiles.COLUMNS;
        for (int p = 0; p < b.rows(); p += K_BLOCK) {
            tiles.product(m, b.columns(), Math.min(K_BLOCK, b.rows() - p), a, ao + p * acs, ars, acs,
                    b.data(), p * panel, panel, panel * b.rows(), c, co, ldc, accumulate || p > 0);
        }
    }

    /** {@code dw += dyᵀ · x} for maps of the same input {@code x} [rows, in], which is packed once for all of them. */
    public void weightGradients(int rows, int in, float[] x, WeightGradient... gradients) {
        int panel = SimdTiles.COLUMNS;
        int size = SimdTiles.covering(in) * Math.min(K_BLOCK, rows);
        if (packed.length < size + Floats.SLACK) {
            packed = Floats.array(size);
        }
        for (int p = 0; p < rows; p += K_BLOCK) {
            int depth = Math.min(K_BLOCK, rows - p);
            SimdTiles.pack(depth, in, x, p * in, in, packed);
            for (WeightGradient g : gradients) {
                tiles.product(g.out(), in, depth, g.dy(), p * g.out(), 1, g.out(), packed, 0, panel, panel * depth,
                        g.dw(), g.dwo(), in, true);
            }
        }
    }
}
