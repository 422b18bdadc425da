package io.statecap.model.kernel;

import java.util.Arrays;

/**
 * Backward of {@link SsdForward}, one chunk. With {@code M = (C·Bᵀ) ∘ L}, {@code L_ij = exp(c_i − c_j)} for j ≤ i,
 * {@code X = Δ·x} and dY, dh' the gradients of y and of the state after the chunk:
 * <pre>
 *   1  decays        as in the forward pass
 *   2  within        dM = dY·Xᵀ   d(C·Bᵀ) = dM ∘ L   dX = Mᵀ·dY   dC = d(C·Bᵀ)·B   dB = d(C·Bᵀ)ᵀ·C
 *                    dc_i = Σ_j W_ij − Σ_k W_ki  with W = dM ∘ M strictly below the diagonal
 *   3  next state    dX += toEnd·(B·dh')   dB += (toEnd·X)·dh'ᵀ   and its part of dc
 *   4  from state    dC += (fromStart·dY)·hᵀ   dh = exp(c_last)·dh' + Cᵀ·(fromStart·dY)   and its part of dc
 *   5  inputs        dx, dΔ and dA from dX and dc
 * </pre>
 * The diagonal of W cancels exactly and is left out: where decays are strong, its rounding would exceed the rest.
 */
public final class SsdBackward extends SsdChunk {

    private final float[] dScaledX;
    private final float[] chunkByInner;
    private final float[] dScores;
    private final float[] dMask;
    /** Gradient of c, [heads, chunk]. */
    private final float[] dSum;
    private final float[] column;

    public SsdBackward(VectorKernels kernels, Gemm gemm, SsdShape shape) {
        super(kernels, gemm, shape, Math.max(Math.max(shape.chunk(), shape.inner()) * shape.dState(),
                shape.chunk() * shape.headDim()));
        dScaledX = Floats.array((long) ld * inner);
        chunkByInner = Floats.array((long) ld * inner);
        dScores = Floats.array((long) ld * ld);
        dMask = Floats.array((long) ld * ld);
        dSum = Floats.array((long) shape.heads() * ld);
        column = Floats.array(ld);
    }

    /**
     * @param layer     as the forward pass left it
     * @param row       first row of the chunk
     * @param q         rows, at most the chunk
     * @param before    offset of the state before the chunk
     * @param hasState  false where that state is known to be zero; it is then not read
     * @param hasDState false where the gradient of the state after the chunk is known to be zero; it is then not read
     */
    public void chunk(SsdLayer layer, SsdGradients gradients, int row, int q, int before, boolean hasState,
                      boolean hasDState) {
        // 1 decays
        prepare(layer, row, q, ForgetScaling.NONE);
        // 2 within the chunk
        for (int group = 0; group < shape.groups(); group++) {
            scores(layer, row, q, group);
            Arrays.fill(dScores, 0, q * shape.chunk(), 0);
            int firstHead = group * shape.headsPerGroup();
            for (int head = firstHead; head < firstHead + shape.headsPerGroup(); head++) {
                withinChunk(gradients.y(), row, q, head);
            }
            scoresBackward(layer, gradients, row, q, group);
        }
        // 3 next state
        if (hasDState) {
            nextStateBackward(layer, gradients, row, q, before, hasState);
        }
        // 4 from the state before
        if (hasState) {
            fromStateBackward(layer, gradients, row, q, before, hasDState);
        }
        // 5 inputs
        inputs(layer, gradients, row, q);
    }

    /** dM, then L, M, d(C·Bᵀ) and the sums of W, then Mᵀ·dY, of one head. */
    private void withinChunk(float[] dy, int firstRow, int q, int head) {
        int o = head * ld;
        int yo = firstRow * inner;
        Floats.transpose(q, p, scaledX, head * p, inner, transposed, 0, ld);
        Arrays.fill(column, 0, q, 0);
        for (int i = 0; i < q; i += block) {
            int rows = Math.min(block, q - i);
            gemm.small(rows, i + rows, p, dy, yo + i * inner + head * p, inner, 1, transposed, 0, ld,
                    dMask, i * ld, ld, false);
            for (int row = i; row < i + rows; row++) {
                float diagonal = dMask[row * ld + row];
                int columns = shape.covering(row + 1);
                // W is zero on and above the diagonal.
                Arrays.fill(dMask, row * ld + row, row * ld + columns, 0);
                dSum[o + row] = kernels.decayBackward(columns, high[o + row], low[o + row], high,
                        low, o, scores, row * ld, dMask, row * ld, mask, row * ld, dScores, row * ld, column);
                dScores[row * ld + row] += diagonal;
                Arrays.fill(mask, row * ld + row + 1, row * ld + i + rows, 0);
            }
        }
        kernels.axpy(q, -1, column, 0, dSum, o);
        for (int j = 0; j < q; j += block) {
            int rows = Math.min(block, q - j);
            gemm.small(rows, p, q - j, mask, j * ld + j, 1, ld, dy, yo + j * inner + head * p, inner,
                    dScaledX, j * inner + head * p, inner, false);
        }
    }

    /** {@code dC = d(C·Bᵀ)·B} and {@code dB = d(C·Bᵀ)ᵀ·C} */
    private void scoresBackward(SsdLayer layer, SsdGradients gradients, int row, int q, int group) {
        float[] xbc = layer.xbc();
        float[] dxbc = gradients.xbc();
        int xo = row * channels;
        int b = xo + shape.columnOfB(group);
        int c = xo + shape.columnOfC(group);
        for (int i = 0; i < q; i += block) {
            int rows = Math.min(block, q - i);
            gemm.small(rows, n, i + rows, dScores, i * ld, ld, 1, xbc, b, channels,
                    dxbc, c + i * channels, channels, false);
            gemm.small(rows, n, q - i, dScores, i * ld + i, 1, ld, xbc, c + i * channels, channels,
                    dxbc, b + i * channels, channels, false);
        }
    }

    /** Gradients through the state after the chunk: of this chunk's inputs, and of the decays. */
    private void nextStateBackward(SsdLayer layer, SsdGradients gradients, int row, int q, int before,
                                   boolean hasState) {
        float[] xbc = layer.xbc();
        float[] dState = gradients.state();
        int xo = row * channels;
        for (int group = 0; group < shape.groups(); group++) {
            gemm.small(q, width, n, xbc, xo + shape.columnOfB(group), channels, 1, dState, group * width, inner,
                    chunkByInner, group * width, inner, false);
        }
        for (int head = 0; head < shape.heads(); head++) {
            int o = head * shape.chunk();
            double total = 0;
            for (int j = 0; j < q; j++) {
                int at = j * inner + head * p;
                float factor = toEnd[o + j];
                float w = factor * kernels.dotAxpyScale(p, factor, scaledX, at, chunkByInner, at, dScaledX, at);
                dSum[o + j] -= w;
                total += w;
            }
            if (hasState) {
                double inState = 0;
                for (int s = 0; s < n; s++) {
                    int at = s * inner + head * p;
                    inState += kernels.dot(p, layer.states(), before + at, dState, at);
                }
                total += whole[head] * inState;
            }
            dSum[o + q - 1] += (float) total;
        }
        for (int group = 0; group < shape.groups(); group++) {
            Floats.transpose(n, width, dState, group * width, inner, transposed, 0, n);
            gemm.small(q, n, width, chunkByInner, group * width, inner, 1, transposed, 0, n,
                    gradients.xbc(), xo + shape.columnOfB(group), channels, true);
        }
    }

    /** Gradients through the second term of y: of C, of the decays and of the state before the chunk. */
    private void fromStateBackward(SsdLayer layer, SsdGradients gradients, int row, int q, int before,
                                   boolean hasDState) {
        float[] xbc = layer.xbc();
        float[] dState = gradients.state();
        int xo = row * channels;
        int yo = row * inner;
        for (int head = 0; head < shape.heads(); head++) {
            int o = head * shape.chunk();
            for (int i = 0; i < q; i++) {
                int at = i * inner + head * p;
                dSum[o + i] += kernels.dotScale(p, fromStart[o + i], gradients.y(), yo + at, layer.fromState(),
                        yo + at, chunkByInner, at);
            }
            if (hasDState) {
                for (int s = 0; s < n; s++) {
                    int at = s * inner + head * p;
                    kernels.scale(p, whole[head], dState, at, dState, at);
                }
            }
        }
        for (int group = 0; group < shape.groups(); group++) {
            Floats.transpose(n, width, layer.states(), before + group * width, inner, transposed, 0, n);
            gemm.small(q, n, width, chunkByInner, group * width, inner, 1, transposed, 0, n,
                    gradients.xbc(), xo + shape.columnOfC(group), channels, true);
            gemm.small(n, width, q, xbc, xo + shape.columnOfC(group), 1, channels,
                    chunkByInner, group * width, inner, dState, group * width, inner, hasDState);
        }
    }

    /** From the gradients of {@code Δ·x} and of c to those of x, Δ and A. */
    private void inputs(SsdLayer layer, SsdGradients gradients, int row, int q) {
        int heads = shape.heads();
        for (int head = 0; head < heads; head++) {
            int o = head * shape.chunk();
            double later = 0;
            double sumA = 0;
            for (int i = q - 1; i >= 0; i--) {
                int at = i * shape.inner() + head * p;
                int x = (row + i) * shape.channels() + head * p;
                int t = (row + i) * heads + head;
                float step = layer.dt()[t];
                later += dSum[o + i];
                sumA += step * later;
                float direct = kernels.dotScale(p, step, dScaledX, at, layer.xbc(), x, gradients.xbc(), x);
                gradients.dt()[t] = (float) (layer.a()[head] * later + direct);
            }
            gradients.a()[head] += sumA;
        }
    }
}
