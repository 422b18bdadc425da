package io.statecap.cuda.device;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Matrix products on one stream, row-major: a matrix is its address and the elements from one row to the next. It has
 * a workspace of its own, so that results do not depend on what else the device does.
 */
public final class Blas implements AutoCloseable {

    /** What cuBLAS recommends for the newest devices. */
    private static final long WORKSPACE = 32L << 20;
    private static final int FLOAT = 0;
    private static final int BF16 = 14;

    private final Gpu gpu;
    private final Arithmetic arithmetic;
    private final long handle;
    private final FloatPointer zero = new FloatPointer(new float[] {0});
    private final FloatPointer one = new FloatPointer(new float[] {1});

    public Blas(Stream stream, DeviceArena arena, Arithmetic arithmetic) {
        gpu = stream.gpu();
        this.arithmetic = arithmetic;
        handle = gpu.cuda.createBlas();
        gpu.cuda.setUpBlas(handle, stream.handle(), arena.allocate(WORKSPACE), WORKSPACE);
    }

    /** {@code C[m, n] = A[m, k]·W[n, k]ᵀ}, added to C if {@code add}; C is float32 if {@code wide}, else an operand. */
    public void apply(int m, int n, int k, long a, int lda, long w, int ldw, long c, int ldc, boolean wide,
                      boolean add) {
        gemm(false, true, m, n, k, a, lda, w, ldw, c, ldc, wide, add);
    }

    /** {@code C[m, n] = A[m, k]·W[k, n]}, an operand. */
    public void inputGradient(int m, int n, int k, long a, int lda, long w, int ldw, long c, int ldc) {
        gemm(false, false, m, n, k, a, lda, w, ldw, c, ldc, false, false);
    }

    /** {@code C[m, n] += A[k, m]ᵀ·B[k, n]}, float32. */
    public void weightGradient(int m, int n, int k, long a, int lda, long b, int ldb, long c, int ldc) {
        gemm(true, false, m, n, k, a, lda, b, ldb, c, ldc, true, true);
    }

    private void gemm(boolean transposeA, boolean transposeB, int m, int n, int k, long a, int lda, long b, int ldb,
                      long c, int ldc, boolean wide, boolean add) {
        int type = arithmetic.bf16() ? BF16 : FLOAT;
        // Column-major, each matrix is its transpose: Cᵀ = op(B)ᵀ·op(A)ᵀ.
        gpu.cuda.gemm(handle, transposeB, transposeA, n, m, k, one, b, type, ldb, a, type, lda, add ? one : zero, c,
                wide ? FLOAT : type, ldc, arithmetic.compute);
    }

    @Override
    public void close() {
        gpu.use();
        gpu.cuda.destroyBlas(handle);
        zero.close();
        one.close();
    }
}
