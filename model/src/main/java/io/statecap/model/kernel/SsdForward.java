package io.statecap.model.kernel;

import java.util.Arrays;

/**
 * State space duality, forward, one chunk of one sequence (arXiv 2405.21060, section 6 and listing 1). With
 * {@code h_t = exp(Δ_t·A)·h_{t−1} + Δ_t·B_t·x_tᵀ} and {@code y_t = C_t·h_t}, and c the sums of {@link SsdChunk}:
 * <pre>
 *   1  decays        exp(c_i − c_j), exp(c_i), exp(c_last − c_j)
 *   2  within        y_i = Σ_{j ≤ i} (C_i·B_j)·exp(c_i − c_j)·Δ_j·x_j
 *   3  from state    y_i += exp(c_i)·C_i·h
 *   4  next state    h'  = exp(c_last)·h + Σ_j exp(c_last − c_j)·Δ_j·B_j·x_jᵀ
 * </pre>
 * The skip D·x is not part of it.
 */
public final class SsdForward extends SsdChunk {

    public SsdForward(VectorKernels kernels, Gemm gemm, SsdShape shape) {
        super(kernels, gemm, shape, shape.dState() * shape.chunk());
    }

    /**
     * @param row      first row of the chunk
     * @param q        rows, at most the chunk
     * @param before   offset of the state before the chunk
     * @param after    offset for the state after the chunk; negative if it is not needed
     * @param hasState false where the state before is known to be zero; it is then not read
     * @param scaling  a mitigation's change of decay and input, {@link ForgetScaling#NONE} in training
     */
    public void chunk(SsdLayer layer, int row, int q, int before, int after, boolean hasState,
                      ForgetScaling scaling) {
        // 1 decays
        prepare(layer, row, q, scaling);
        // 2 within the chunk
        for (int group = 0; group < shape.groups(); group++) {
            scores(layer, row, q, group);
            int firstHead = group * shape.headsPerGroup();
            for (int head = firstHead; head < firstHead + shape.headsPerGroup(); head++) {
                withinChunk(layer, row, q, head);
            }
        }
        // 3 from the state before
        if (hasState) {
            fromState(layer, row, q, before);
        }
        // 4 next state
        if (after >= 0) {
            nextState(layer, row, q, before, after, hasState);
        }
    }

    /** {@code y = (scores ∘ decays)·scaledX} of one head. */
    private void withinChunk(SsdLayer layer, int row, int q, int head) {
        int o = head * ld;
        for (int i = 0; i < q; i += block) {
            int rows = Math.min(block, q - i);
            for (int k = i; k < i + rows; k++) {
                // To whole vectors, since the rest of the row is zeroed.
                int columns = shape.covering(k + 1);
                SimdExp.decay(columns, high[o + k], low[o + k], high, low, o, mask, k * ld);
                kernels.multiply(columns, scores, k * ld, mask, k * ld, mask, k * ld);
                Arrays.fill(mask, k * ld + k + 1, k * ld + i + rows, 0);
            }
            gemm.small(rows, p, i + rows, mask, i * ld, ld, 1, scaledX, head * p, inner,
                    layer.y(), (row + i) * inner + head * p, inner, false);
        }
    }

    /** {@code fromState_i = exp(c_i)·C_i·h}, and added to y. */
    private void fromState(SsdLayer layer, int row, int q, int before) {
        float[] fromState = layer.fromState();
        for (int group = 0; group < shape.groups(); group++) {
            int first = group * width;
            gemm.small(q, width, shape.dState(), layer.xbc(), row * shape.channels() + shape.columnOfC(group),
                    shape.channels(), 1, layer.states(), before + first, inner,
                    fromState, row * inner + first, inner, false);
        }
        for (int i = 0; i < q; i++) {
            int at = (row + i) * inner;
            for (int head = 0; head < shape.heads(); head++) {
                int o = at + head * p;
                kernels.scale(p, fromStart[head * shape.chunk() + i], fromState, o, fromState, o);
                kernels.axpy(p, 1, fromState, o, layer.y(), o);
            }
        }
    }

    /** {@code h' = exp(c_last)·h + Bᵀ·(exp(c_last − c)·scaledX)}; destroys scaledX. */
    private void nextState(SsdLayer layer, int row, int q, int before, int after, boolean hasState) {
        float[] states = layer.states();
        for (int i = 0; i < q; i++) {
            for (int head = 0; head < shape.heads(); head++) {
                int o = i * inner + head * p;
                kernels.scale(p, toEnd[head * shape.chunk() + i], scaledX, o, scaledX, o);
            }
        }
        if (hasState) {
            for (int s = 0; s < n; s++) {
                for (int head = 0; head < shape.heads(); head++) {
                    int o = s * inner + head * p;
                    kernels.scale(p, whole[head], states, before + o, states, after + o);
                }
            }
        }
        for (int group = 0; group < shape.groups(); group++) {
            gemm.small(n, width, q, layer.xbc(), row * shape.channels() + shape.columnOfB(group), 1,
                    shape.channels(), scaledX, group * width, inner, states, after + group * width, inner,
                    hasState);
        }
    }
}
