package io.statecap.model.network;

import io.statecap.model.Mitigation;
import io.statecap.model.kernel.ForgetScaling;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.NormalisedSsd;
import io.statecap.model.kernel.SsdForward;
import io.statecap.model.kernel.SsdShape;
import io.statecap.model.kernel.VectorKernels;
import io.statecap.model.kernel.WindowMemory;
import io.statecap.model.kernel.WindowedSsd;

/** The recurrence of one layer over one chunk of one sequence, plain or with a mitigation. */
interface Scan {

    /**
     * @param memory   the window's memory of this layer and sequence; null for all other mitigations
     * @param row      first row of the chunk
     * @param a        A, [heads]
     * @param before   offset in the block's states of the state before the chunk; zeros if not {@code hasState}
     * @param after    offset of the state after it; negative if it is not needed
     */
    void chunk(WindowMemory memory, int q, BlockActivations block, int row, float[] a, int before, int after,
               boolean hasState);

    static Scan of(Mitigation mitigation, VectorKernels kernels, Gemm gemm, SsdShape shape) {
        if (mitigation instanceof Mitigation.Normalise normalise) {
            NormalisedSsd ssd = new NormalisedSsd(kernels, shape, normalise.limit());
            return (memory, q, block, row, a, before, after, hasState) -> ssd.run(q, block.xbc,
                    row * shape.channels(), block.dt, row * shape.heads(), a, block.states, before, after, block.y,
                    row * shape.inner());
        }
        if (mitigation instanceof Mitigation.Window) {
            WindowedSsd ssd = new WindowedSsd(kernels, gemm, shape);
            return (memory, q, block, row, a, before, after, hasState) -> ssd.run(memory, q, block.xbc,
                    row * shape.channels(), block.dt, row * shape.heads(), a, block.states, after, block.y,
                    row * shape.inner());
        }
        ForgetScaling scaling = mitigation instanceof Mitigation.Forget forget
                ? new ForgetScaling(Math.log(forget.decay()), (float) forget.input()) : ForgetScaling.NONE;
        SsdForward ssd = new SsdForward(kernels, gemm, shape);
        return (memory, q, block, row, a, before, after, hasState) -> ssd.chunk(q, block.xbc, row * shape.channels(),
                block.dt, row * shape.heads(), a, block.states, before, after, hasState, block.y, block.yFromState,
                row * shape.inner(), scaling);
    }
}
