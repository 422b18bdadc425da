package io.statecap.model.kernel;

/** What the forward and the backward pass of one chunk share: decays, {@code Δ·x} and {@code C·Bᵀ}. */
abstract class SsdChunk {

    final VectorKernels kernels;
    final Gemm gemm;
    final SsdShape shape;
    /** Rows and columns that a triangular product is cut into; what they cover above the diagonal is zero. */
    final int block = 2 * SimdTiles.ROWS;
    final ChunkDecay decay;
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
        int q = shape.chunk();
        decay = new ChunkDecay(shape);
        scaledX = Floats.array((long) q * shape.inner());
        scores = Floats.array((long) q * q);
        mask = Floats.array((long) q * q);
        this.transposed = Floats.array(transposed);
    }

    /** Decays and {@code scaledX_j = Δ_j·x_j}. */
    final void prepare(SsdLayer layer, int row, int q, ForgetScaling scaling) {
        decay.compute(layer, row, q, scaling.logDecay());
        int p = shape.headDim();
        for (int i = 0; i < q; i++) {
            for (int head = 0; head < shape.heads(); head++) {
                float scale = layer.dt()[(row + i) * shape.heads() + head] * scaling.input();
                kernels.scale(p, scale, layer.xbc(), (row + i) * shape.channels() + head * p,
                        scaledX, i * shape.inner() + head * p);
            }
        }
    }

    /** {@code scores = C·Bᵀ}, the blocks on and below the diagonal. */
    final void scores(SsdLayer layer, int row, int q, int group) {
        int n = shape.dState();
        int channels = shape.channels();
        int ld = shape.chunk();
        int c = row * channels + shape.columnOfC(group);
        Floats.transpose(q, n, layer.xbc(), row * channels + shape.columnOfB(group), channels, transposed, 0, ld);
        for (int i = 0; i < q; i += block) {
            int rows = Math.min(block, q - i);
            gemm.small(rows, i + rows, n, layer.xbc(), c + i * channels, channels, 1, transposed, 0, ld,
                    scores, i * ld, ld, false);
        }
    }
}
