package io.statecap.model.kernel;

/**
 * State space duality, forward, one chunk of one sequence (arXiv 2405.21060, section 6 and listing 1). With
 * {@code h_t = exp(Δ_t·A)·h_{t−1} + Δ_t·B_t·x_tᵀ} and {@code y_t = C_t·h_t}, and c the sums of {@link ChunkDecay}:
 * <pre>
 *   y_i = Σ_{j ≤ i} (C_i·B_j)·exp(c_i − c_j)·Δ_j·x_j  +  exp(c_i)·C_i·h
 *   h'  = exp(c_last)·h + Σ_j exp(c_last − c_j)·Δ_j·B_j·x_jᵀ
 * </pre>
 * The skip D·x is not part of it.
 */
public final class SsdForward {

    private final VectorKernels kernels;
    private final Gemm gemm;
    private final SsdShape shape;
    private final ChunkDecay decay;
    private final float[] scaledX;
    private final float[] transposedB;
    private final float[] scores;
    private final float[] mask;

    public SsdForward(VectorKernels kernels, Gemm gemm, SsdShape shape) {
        this.kernels = kernels;
        this.gemm = gemm;
        this.shape = shape;
        int q = shape.chunk();
        decay = new ChunkDecay(kernels, shape);
        scaledX = Floats.array((long) q * shape.inner());
        transposedB = Floats.array((long) shape.dState() * q);
        scores = Floats.array((long) q * q);
        mask = Floats.array((long) q * q);
    }

    /**
     * @param q          rows, at most the chunk
     * @param xbc        x | B | C, [q, channels] from {@code xo}
     * @param dt         Δ, [q, heads] from {@code dto}
     * @param a          A, [heads]
     * @param state      states [dState, inner]; the one before the chunk at {@code before}, the one after goes to
     *                   {@code after} unless that is negative
     * @param hasState   false where the state before is known to be zero
     * @param y          receives y, [q, inner] from {@code yo}
     * @param fromState  receives the second term of y, [q, inner] from {@code yo}, if {@code hasState}
     * @param scaling    a mitigation's change of decay and input, {@link ForgetScaling#NONE} in training
     */
    public void chunk(int q, float[] xbc, int xo, float[] dt, int dto, float[] a, float[] state, int before,
                      int after, boolean hasState, float[] y, float[] fromState, int yo, ForgetScaling scaling) {
        int inner = shape.inner();
        int channels = shape.channels();
        int n = shape.dState();
        decay.compute(q, dt, dto, a, scaling.logDecay());
        scaleByDt(q, xbc, xo, dt, dto, scaling.input());
        for (int group = 0; group < shape.groups(); group++) {
            int b = xo + shape.columnOfB(group);
            int c = xo + shape.columnOfC(group);
            scores(q, xbc, b, c);
            int firstHead = group * shape.headsPerGroup();
            for (int head = firstHead; head < firstHead + shape.headsPerGroup(); head++) {
                withinChunk(q, head, y, yo);
            }
            int columns = shape.groupColumns();
            int first = group * columns;
            if (hasState) {
                gemm.small(q, columns, n, xbc, c, channels, 1, state, before + first, inner,
                        fromState, yo + first, inner, false);
            }
        }
        if (hasState) {
            addFromState(q, y, fromState, yo);
        }
        if (after >= 0) {
            nextState(q, xbc, xo, state, before, after, hasState);
        }
    }

    /** {@code scaledX_j = Δ_j·x_j} */
    private void scaleByDt(int q, float[] xbc, int xo, float[] dt, int dto, float inputScale) {
        int p = shape.headDim();
        for (int i = 0; i < q; i++) {
            for (int head = 0; head < shape.heads(); head++) {
                float scale = dt[dto + i * shape.heads() + head] * inputScale;
                kernels.scale(p, scale, xbc, xo + i * shape.channels() + head * p, scaledX,
                        i * shape.inner() + head * p);
            }
        }
    }

    /** {@code scores = C·Bᵀ}, the blocks on and below the diagonal. */
    private void scores(int q, float[] xbc, int b, int c) {
        int n = shape.dState();
        int channels = shape.channels();
        int ld = shape.chunk();
        Floats.transpose(q, n, xbc, b, channels, transposedB, 0, ld);
        for (int i = 0; i < q; i += SsdShape.BLOCK) {
            int rows = Math.min(SsdShape.BLOCK, q - i);
            gemm.small(rows, i + rows, n, xbc, c + i * channels, channels, 1, transposedB, 0, ld,
                    scores, i * ld, ld, false);
        }
    }

    /** {@code y = (scores ∘ decays)·scaledX} of one head. */
    private void withinChunk(int q, int head, float[] y, int yo) {
        int ld = shape.chunk();
        int p = shape.headDim();
        int inner = shape.inner();
        int o = head * ld;
        for (int i = 0; i < q; i += SsdShape.BLOCK) {
            int rows = Math.min(SsdShape.BLOCK, q - i);
            for (int row = i; row < i + rows; row++) {
                kernels.decay(i + rows, decay.high[o + row], decay.low[o + row], decay.high, decay.low, o,
                        scores, row * ld, mask, row * ld);
                for (int j = row + 1; j < i + rows; j++) {
                    mask[row * ld + j] = 0;
                }
            }
            gemm.small(rows, p, i + rows, mask, i * ld, ld, 1, scaledX, head * p, inner,
                    y, yo + i * inner + head * p, inner, false);
        }
    }

    /** {@code fromState_i *= exp(c_i)}, and added to y. */
    private void addFromState(int q, float[] y, float[] fromState, int yo) {
        int p = shape.headDim();
        for (int i = 0; i < q; i++) {
            int row = yo + i * shape.inner();
            for (int head = 0; head < shape.heads(); head++) {
                int o = row + head * p;
                kernels.scale(p, decay.fromStart[head * shape.chunk() + i], fromState, o, fromState, o);
            }
            kernels.axpy(shape.inner(), 1, fromState, row, y, row);
        }
    }

    /** {@code h' = exp(c_last)·h + Bᵀ·(exp(c_last − c)·scaledX)}; destroys scaledX. */
    private void nextState(int q, float[] xbc, int xo, float[] state, int before, int after, boolean hasState) {
        int p = shape.headDim();
        int inner = shape.inner();
        int n = shape.dState();
        for (int i = 0; i < q; i++) {
            for (int head = 0; head < shape.heads(); head++) {
                int o = i * inner + head * p;
                kernels.scale(p, decay.toEnd[head * shape.chunk() + i], scaledX, o, scaledX, o);
            }
        }
        if (hasState) {
            for (int s = 0; s < n; s++) {
                for (int head = 0; head < shape.heads(); head++) {
                    int o = s * inner + head * p;
                    kernels.scale(p, decay.whole[head], state, before + o, state, after + o);
                }
            }
        }
        int columns = shape.groupColumns();
        for (int group = 0; group < shape.groups(); group++) {
            gemm.small(n, columns, q, xbc, xo + shape.columnOfB(group), 1, shape.channels(),
                    scaledX, group * columns, inner, state, after + group * columns, inner, hasState);
        }
    }
}
