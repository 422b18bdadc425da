package io.statecap.cuda.device;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Matrix products on one stream, row-major: a matrix is its address and the elements from one row to the next. It has
 * a workspace of its own, so that results do not depend on what else the device does. Closed with the arena.
 */
public final class Blas {

    /** What cuBLAS recommends for the newest devices. */
    private static final long WORKSPACE = 32L << 20;

    private final Gpu gpu;
    private final Stream stream;
    private final Arithmetic arithmetic;
    private final long handle;
    private final FloatPointer zero = new FloatPointer(new float[] {0});
    private final FloatPointer one = new FloatPointer(new float[] {1});

    public Blas(Stream stream, DeviceArena arena, Arithmetic arithmetic) {
        this.stream = stream;
        gpu = stream.gpu();
        this.arithmetic = arithmetic;
        long workspace = arena.allocate(WORKSPACE);
        Long idle = gpu.blasHandles.poll();
        handle = idle != null ? idle : gpu.cuda.createBlas();
        arena.whenClosed(this::close);
        gpu.cuda.setUpBlas(handle, stream.handle(), workspace, WORKSPACE);
    }

    /** {@code C[m, n] = A[m, k]·W[n, k]ᵀ}, added to C if {@code add}; C is float32 if {@code wide}, else an operand. */
    public void apply(int m, int n, int k, long a, int lda, long w, int ldw, long c, int ldc, boolean wide,
                      boolean add) {
        gemm(false, true, m, n, k, a, lda, w, ldw, c, ldc, wide, add);
    }

    /** {@code C[m, n] = A[m, k]·W[n, k]ᵀ}, all of one type, the rows of A and W one after another. */
    public void logits(Operand type, int m, int n, int k, long a, long w, long c, int ldc) {
        gemm(false, true, m, n, k, a, k, w, k, c, ldc, type, type, false);
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
        Operand type = arithmetic.operand();
        gemm(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc, type, wide ? Operand.FLOAT : type, add);
    }

    private void gemm(boolean transposeA, boolean transposeB, int m, int n, int k, long a, int lda, long b, int ldb,
                      long c, int ldc, Operand from, Operand to, boolean add) {
        // Column-major, each matrix is its transpose: Cᵀ = op(B)ᵀ·op(A)ᵀ.
        gpu.cuda.gemm(handle, transposeB, transposeA, n, m, k, one, b, from.type, ldb, a, from.type, lda,
                add ? one : zero, c, to.type, ldc, arithmetic.compute);
        stream.queued("product " + m + " x " + n + " x " + k);
    }

    private void close() {
        gpu.blasHandles.add(handle);
        zero.close();
        one.close();
    }
}
