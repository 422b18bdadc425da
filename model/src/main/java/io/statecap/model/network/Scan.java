package io.statecap.model.network;

import io.statecap.model.Mitigation;
import io.statecap.model.kernel.Adjustment;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.NormalisedSsd;
import io.statecap.model.kernel.Ops;
import io.statecap.model.kernel.SsdForward;
import io.statecap.model.kernel.SsdShape;
import io.statecap.model.kernel.WindowMemory;
import io.statecap.model.kernel.WindowedSsd;

/** Takes the state of one layer over one chunk of one sequence, as it is or as a mitigation changes it. */
interface Scan {

    /**
     * @param memory   what a window keeps of this layer and sequence; null for all other mitigations
     * @param row      first row of the chunk
     * @param a        A, [heads]
     * @param before   where in the block's states the state before the chunk is; zeros if not {@code hasState}
     * @param after    where the state after it goes; negative if it is not wanted
     */
    void chunk(WindowMemory memory, int q, BlockActivations block, int row, float[] a, int before, int after,
               boolean hasState);

    static Scan of(Mitigation mitigation, Ops ops, Gemm gemm, SsdShape shape) {
        if (mitigation instanceof Mitigation.Normalise normalise) {
            NormalisedSsd ssd = new NormalisedSsd(ops, shape, normalise.limit());
            return (memory, q, block, row, a, before, after, hasState) -> ssd.run(q, block.xbc,
                    row * shape.channels(), block.dt, row * shape.heads(), a, block.states, before, after, block.y,
                    row * shape.inner());
        }
        if (mitigation instanceof Mitigation.Window) {
            WindowedSsd ssd = new WindowedSsd(ops, gemm, shape);
            return (memory, q, block, row, a, before, after, hasState) -> ssd.run(memory, q, block.xbc,
                    row * shape.channels(), block.dt, row * shape.heads(), a, block.states, after, block.y,
                    row * shape.inner());
        }
        Adjustment adjustment = mitigation instanceof Mitigation.Forget forget
                ? new Adjustment(Math.log(forget.decay()), (float) forget.input()) : Adjustment.NONE;
        SsdForward ssd = new SsdForward(ops, gemm, shape);
        return (memory, q, block, row, a, before, after, hasState) -> ssd.chunk(q, block.xbc, row * shape.channels(),
                block.dt, row * shape.heads(), a, block.states, before, after, hasState, block.y, block.yFromState,
                row * shape.inner(), adjustment);
    }
}
