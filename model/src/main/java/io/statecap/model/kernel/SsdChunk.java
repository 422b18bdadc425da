package io.statecap.model.kernel;

/**
 * What the forward and the backward pass of one chunk share: decays, {@code Δ·x} and {@code C·Bᵀ}.
 *
 * <p>With {@code c_i = Σ_{k ≤ i} Δ_k·A} of one head, the input of position j reaches position i scaled by
 * {@code exp(c_i − c_j)}. Sums run in double and are kept as two floats, so that differences of large sums keep the
 * precision of float32. Arrays of them are [heads, chunk].
 */
abstract class SsdChunk {

    final VectorKernels kernels;
    final Gemm gemm;
    final SsdShape shape;
    /** N, P, rows of a [chunk, chunk] matrix, columns of x, of one group's x, and of x | B | C. */
    final int n;
    final int p;
    final int ld;
    final int inner;
    final int width;
    final int channels;
    /** Rows and columns that a triangular product is cut into; what they cover above the diagonal is zero. */
    final int block = 2 * SimdTiles.ROWS;
    final float[] high;
    final float[] low;
    /** {@code exp(c_i)}: decay of the state before the chunk up to position i. */
    final float[] fromStart;
    /** {@code exp(c_last − c_i)}: decay of the input of position i up to the end of the chunk. */
    final float[] toEnd;
    /** {@code exp(c_last)}, [heads]. */
    final float[] whole;
    /** {@code Δ·x}, [chunk, inner]. */
    final float[] scaledX;
    /** {@code C·Bᵀ} of one group, and the same times decays of one head, [chunk, chunk]. */
    final float[] scores;
    final float[] mask;
    /** Scratch: Bᵀ of one group, and what else is transposed. */
    final float[] transposed;

    /** @param transposed elements of the largest matrix that is transposed */
    SsdChunk(VectorKernels kernels, Gemm gemm, SsdShape shape, int transposed) {
        this.kernels = kernels;
        this.gemm = gemm;
        this.shape = shape;
        n = shape.dState();
        p = shape.headDim();
        ld = shape.chunk();
        inner = shape.inner();
        width = shape.groupColumns();
        channels = shape.channels();
        int sums = shape.heads() * ld;
        high = Floats.array(sums);
        low = Floats.array(sums);
        fromStart = Floats.array(sums);
        toEnd = Floats.array(sums);
        whole = Floats.array(shape.heads());
        scaledX = Floats.array((long) ld * inner);
        scores = Floats.array((long) ld * ld);
        mask = Floats.array((long) ld * ld);
        this.transposed = Floats.array(transposed);
    }

    /** Decays and {@code scaledX_j = Δ_j·x_j}. */
    final void prepare(SsdLayer layer, int row, int q, ForgetScaling scaling) {
        decays(layer, row, q, scaling.logDecay());
        for (int i = 0; i < q; i++) {
            for (int head = 0; head < shape.heads(); head++) {
                float scale = layer.dt()[(row + i) * shape.heads() + head] * scaling.input();
                kernels.scale(p, scale, layer.xbc(), (row + i) * channels + head * p,
                        scaledX, i * inner + head * p);
            }
        }
    }

    /** {@code scores = C·Bᵀ}, the blocks on and below the diagonal. */
    final void scores(SsdLayer layer, int row, int q, int group) {
        int c = row * channels + shape.columnOfC(group);
        Floats.transpose(q, n, layer.xbc(), row * channels + shape.columnOfB(group), channels, transposed, 0, ld);
        for (int i = 0; i < q; i += block) {
            int rows = Math.min(block, q - i);
            gemm.small(rows, i + rows, n, layer.xbc(), c + i * channels, channels, 1, transposed, 0, ld,
                    scores, i * ld, ld, false);
        }
    }

    /** @param logScale added to every logarithm of a decay: 0, or a mitigation's ln(multiplier) */
    private void decays(SsdLayer layer, int row, int q, double logScale) {
        int heads = shape.heads();
        float[] dt = layer.dt();
        float[] a = layer.a();
        int dto = row * heads;
        for (int head = 0; head < heads; head++) {
            int o = head * shape.chunk();
            double sum = 0;
            for (int i = 0; i < q; i++) {
                sum += (double) dt[dto + i * heads + head] * a[head] + logScale;
                high[o + i] = (float) sum;
                low[o + i] = (float) (sum - high[o + i]);
                fromStart[o + i] = high[o + i];
                toEnd[o + i] = 0;
            }
            float lastHigh = high[o + q - 1];
            float lastLow = low[o + q - 1];
            for (int i = 0; i < q; i++) {
                toEnd[o + i] = (lastHigh - high[o + i]) + (lastLow - low[o + i]);
            }
            SimdExp.exp(q, 0, fromStart, o, fromStart, o);
            SimdExp.exp(q, 0, toEnd, o, toEnd, o);
            whole[head] = fromStart[o + q - 1];
        }
    }
}
