package io.statecap.model.network;

import io.statecap.model.Mitigation;
import io.statecap.model.kernel.ForgetScaling;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.NormalisedSsd;
import io.statecap.model.kernel.SsdForward;
import io.statecap.model.kernel.SsdLayer;
import io.statecap.model.kernel.SsdShape;
import io.statecap.model.kernel.VectorKernels;
import io.statecap.model.kernel.WindowMemory;
import io.statecap.model.kernel.WindowedSsd;

/** The recurrence of one layer over one chunk of one sequence, plain or with a mitigation. */
interface Scan {

    /**
     * @param memory   the window's memory of this layer and sequence; null for all other mitigations
     * @param row      first row of the chunk
     * @param q        rows of the chunk
     * @param before   offset in the layer's states of the state before the chunk; zeros if not {@code hasState}
     * @param after    offset of the state after it; negative if it is not needed
     */
    void chunk(WindowMemory memory, SsdLayer layer, int row, int q, int before, int after, boolean hasState);

    static Scan of(Mitigation mitigation, VectorKernels kernels, Gemm gemm, SsdShape shape) {
        if (mitigation instanceof Mitigation.Normalise normalise) {
            NormalisedSsd ssd = new NormalisedSsd(kernels, shape, normalise.limit());
            return (memory, layer, row, q, before, after, hasState) -> ssd.run(layer, row, q, before, after);
        }
        if (mitigation instanceof Mitigation.Window) {
            WindowedSsd ssd = new WindowedSsd(kernels, gemm, shape);
            return (memory, layer, row, q, before, after, hasState) -> ssd.run(memory, layer, row, q, after);
        }
        ForgetScaling scaling = mitigation instanceof Mitigation.Forget forget
                ? new ForgetScaling(Math.log(forget.decay()), (float) forget.input()) : ForgetScaling.NONE;
        SsdForward ssd = new SsdForward(kernels, gemm, shape);
        return (memory, layer, row, q, before, after, hasState) ->
                ssd.chunk(layer, row, q, before, after, hasState, scaling);
    }
}
