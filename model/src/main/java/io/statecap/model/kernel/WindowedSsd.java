package io.statecap.model.kernel;

import java.util.Arrays;

/**
 * The recurrence over exactly the last r inputs (arXiv 2410.07145, equation 8), without its subtraction: the paper's
 * {@code h_t − a·h_{t−r}} and a recursion {@code W_t = α·W_{t−1} + b_t − a·b_{t−r}} both accumulate rounding errors
 * where decays are near 1. Here every output is a sum of at most r terms, each computed afresh:
 * <pre>
 *   block      k−m−1      k−m        k−m+1 … k−1            k
 *   used       its end    its end    whole, as one state    up to the token
 * </pre>
 * with blocks of the chunk's length, m = r / chunk. The whole blocks' states are folded into one when a block begins;
 * the other three are masked products as within a chunk of {@link SsdForward}. So errors do not accumulate, and any
 * split of a sequence into calls gives the same sums.
 */
public final class WindowedSsd {

    private final VectorKernels kernels;
    private final Gemm gemm;
    private final SsdShape shape;
    private final float[] transposedB;
    private final float[] scores;
    private final float[] weights;
    private final float[] mask;
    private final float[] fromMiddle;
    private final float[] decayedX;

    public WindowedSsd(VectorKernels kernels, Gemm gemm, SsdShape shape) {
        this.kernels = kernels;
        this.gemm = gemm;
        this.shape = shape;
        int q = shape.chunk();
        transposedB = Floats.array((long) shape.dState() * q);
        scores = Floats.array((long) q * q);
        weights = Floats.array(q);
        mask = Floats.array((long) q * q);
        fromMiddle = Floats.array((long) q * shape.inner());
        decayedX = Floats.array((long) q * shape.inner());
    }

    /**
     * Arguments as in {@link SsdForward#chunk}, of any number of rows; the state before is in {@code memory} instead.
     *
     * @param after offset for the window's state after the last row; negative if it is not needed
     */
    public void run(WindowMemory memory, SsdLayer layer, int firstRow, int rows, int after) {
        int end = firstRow + rows;
        for (int row = firstRow; row < end; ) {
            int first = (int) (memory.position % shape.chunk());
            int q = Math.min(end - row, shape.chunk() - first);
            if (first == 0) {
                foldWholeBlocks(memory);
            }
            append(memory, layer, row, first, q);
            outputs(memory, layer, row, first, q);
            row += q;
            if (after >= 0 && row == end) {
                windowState(memory, first + q - 1, layer.states(), after);
            }
            if (first + q == shape.chunk()) {
                finishBlock(memory);
            }
            memory.position += q;
        }
    }

    /** {@code middle = Σ} of the states of the whole blocks before the current one, decayed to its start. */
    private void foldWholeBlocks(WindowMemory memory) {
        long current = memory.currentBlock();
        Arrays.fill(memory.middle, 0, shape.stateElements(), 0);
        for (long block = Math.max(0, current - memory.wholeBlocks() + 1); block < current; block++) {
            for (int head = 0; head < shape.heads(); head++) {
                float decay = (float) Math.exp(memory.total(block, block + 1, head));
                for (int s = 0; s < shape.dState(); s++) {
                    int o = s * shape.inner() + head * shape.headDim();
                    kernels.scale(shape.headDim(), decay, memory.middle, o, memory.middle, o);
                    kernels.axpy(shape.headDim(), 1, memory.states, memory.stateOf(block) + o, memory.middle, o);
                }
            }
        }
    }

    private void append(WindowMemory memory, SsdLayer layer, int firstRow, int first, int q) {
        float[] xbc = layer.xbc();
        long block = memory.currentBlock();
        for (int i = 0; i < q; i++) {
            int from = (firstRow + i) * shape.channels();
            int row = memory.rowOf(block) + first + i;
            System.arraycopy(xbc, from + shape.inner(), memory.b, row * memory.bColumns, memory.bColumns);
            for (int head = 0; head < shape.heads(); head++) {
                float step = layer.dt()[(firstRow + i) * shape.heads() + head];
                int column = head * shape.headDim();
                kernels.scale(shape.headDim(), step, xbc, from + column, memory.scaledX, row * shape.inner() + column);
                int log = memory.logsOf(block, head) + first + i;
                memory.logs[log] = (first + i == 0 ? 0 : memory.logs[log - 1]) + (double) step * layer.a()[head];
            }
        }
    }

    private void outputs(WindowMemory memory, SsdLayer layer, int row, int first, int q) {
        float[] y = layer.y();
        int x = row * shape.channels();
        int yo = row * shape.inner();
        long current = memory.currentBlock();
        Arrays.fill(y, yo, yo + q * shape.inner(), 0);
        for (long block : maskedBlocks(memory)) {
            for (int group = 0; group < shape.groups(); group++) {
                maskedProduct(memory, block, layer, row, group, first, q);
            }
        }
        if (memory.wholeBlocks() < 2 || current == 0) {
            return;
        }
        int columns = shape.groupColumns();
        for (int group = 0; group < shape.groups(); group++) {
            gemm.small(q, columns, shape.dState(), layer.xbc(), x + shape.columnOfC(group), shape.channels(), 1,
                    memory.middle, group * columns, shape.inner(), fromMiddle, group * columns, shape.inner(), false);
        }
        for (int i = 0; i < q; i++) {
            for (int head = 0; head < shape.heads(); head++) {
                int o = i * shape.inner() + head * shape.headDim();
                float decay = (float) Math.exp(memory.logs[memory.logsOf(current, head) + first + i]);
                kernels.axpy(shape.headDim(), decay, fromMiddle, o, y, yo + o);
            }
        }
    }

    /** The blocks of which a window may use a part, oldest first. */
    private static long[] maskedBlocks(WindowMemory memory) {
        long current = memory.currentBlock();
        long oldest = current - memory.wholeBlocks() - 1;
        long[] blocks = memory.wholeBlocks() == 0 ? new long[] {oldest, current}
                : new long[] {oldest, oldest + 1, current};
        return Arrays.stream(blocks).filter(block -> block >= 0).toArray();
    }

    /** First key within the window of the query at {@code offset} in the current block; may be beyond the block. */
    private int firstKey(WindowMemory memory, long block, int offset) {
        long query = memory.currentBlock() * shape.chunk() + offset;
        return (int) Math.max(0, Math.min(shape.chunk(), query - memory.window + 1 - block * shape.chunk()));
    }

    private int endKey(WindowMemory memory, long block, int offset) {
        return block == memory.currentBlock() ? offset + 1 : shape.chunk();
    }

    /** Adds the terms of one block's tokens to the outputs of {@code q} queries, for one group's heads. */
    private void maskedProduct(WindowMemory memory, long block, SsdLayer layer, int row, int group, int first, int q) {
        float[] xbc = layer.xbc();
        float[] y = layer.y();
        int x = row * shape.channels();
        int yo = row * shape.inner();
        // The window moves with the query: the first query has the earliest first key, the last one the latest last
        // key.
        int from = firstKey(memory, block, first);
        int keys = endKey(memory, block, first + q - 1) - from;
        if (keys <= 0) {
            return;
        }
        int ld = shape.chunk();
        int n = shape.dState();
        Floats.transpose(keys, n, memory.b, (memory.rowOf(block) + from) * memory.bColumns + group * n,
                memory.bColumns, transposedB, 0, ld);
        gemm.small(q, keys, n, xbc, x + shape.columnOfC(group), shape.channels(), 1, transposedB, 0, ld,
                scores, 0, ld, false);
        int firstHead = group * shape.headsPerGroup();
        for (int head = firstHead; head < firstHead + shape.headsPerGroup(); head++) {
            int queries = memory.logsOf(memory.currentBlock(), head) + first;
            double gap = memory.total(block, memory.currentBlock(), head);
            for (int i = 0; i < q; i++) {
                int start = firstKey(memory, block, first + i) - from;
                int end = Math.max(start, endKey(memory, block, first + i) - from);
                Arrays.fill(mask, i * ld, i * ld + keys, 0);
                decays(memory, block, head, from + start, end - start, memory.logs[queries + i] + gap);
                kernels.multiply(end - start, scores, i * ld + start, weights, 0, mask, i * ld + start);
            }
            int column = head * shape.headDim();
            gemm.small(q, shape.headDim(), keys, mask, 0, ld, 1, memory.scaledX,
                    (memory.rowOf(block) + from) * shape.inner() + column, shape.inner(), y, yo + column,
                    shape.inner(), true);
        }
    }

    /** {@code weights[j] = exp(log − logs[from + j])} of one head of a block. */
    private void decays(WindowMemory memory, long block, int head, int from, int count, double log) {
        int o = memory.logsOf(block, head) + from;
        for (int j = 0; j < count; j++) {
            weights[j] = (float) (log - memory.logs[o + j]);
        }
        SimdExp.exp(count, 0, weights, 0, weights, 0);
    }

    /** The state after token {@code last} of the current block. */
    private void windowState(WindowMemory memory, int last, float[] state, int after) {
        long current = memory.currentBlock();
        for (int head = 0; head < shape.heads(); head++) {
            float decay = (float) Math.exp(memory.logs[memory.logsOf(current, head) + last]);
            for (int s = 0; s < shape.dState(); s++) {
                int o = s * shape.inner() + head * shape.headDim();
                kernels.scale(shape.headDim(), decay, memory.middle, o, state, after + o);
            }
        }
        for (long block : maskedBlocks(memory)) {
            int from = firstKey(memory, block, last);
            int to = endKey(memory, block, last);
            if (from < to) {
                addState(memory, block, from, to - from, last, state, after);
            }
        }
    }

    /** {@code state += Σ_j exp(…)·B_j·(Δ_j·x_j)ᵀ} over some tokens of a block, seen from {@code query}. */
    private void addState(WindowMemory memory, long block, int from, int count, int query, float[] state, int so) {
        int inner = shape.inner();
        int p = shape.headDim();
        int row = memory.rowOf(block) + from;
        for (int head = 0; head < shape.heads(); head++) {
            double log = memory.logs[memory.logsOf(memory.currentBlock(), head) + query]
                    + memory.total(block, memory.currentBlock(), head);
            decays(memory, block, head, from, count, log);
            for (int j = 0; j < count; j++) {
                kernels.scale(p, weights[j], memory.scaledX, (row + j) * inner + head * p, decayedX,
                        j * inner + head * p);
            }
        }
        int columns = shape.groupColumns();
        for (int group = 0; group < shape.groups(); group++) {
            gemm.small(shape.dState(), columns, count, memory.b, row * memory.bColumns + group * shape.dState(), 1,
                    memory.bColumns, decayedX, group * columns, inner, state, so + group * columns, inner, true);
        }
    }

    /** Sum and state of the block that the last token completed. */
    private void finishBlock(WindowMemory memory) {
        long block = memory.currentBlock();
        int last = shape.chunk() - 1;
        int state = memory.stateOf(block);
        Arrays.fill(memory.states, state, state + shape.stateElements(), 0);
        addState(memory, block, 0, shape.chunk(), last, memory.states, state);
        for (int head = 0; head < shape.heads(); head++) {
            memory.totals[memory.slot(block) * shape.heads() + head] =
                    memory.logs[memory.logsOf(block, head) + last];
        }
    }
}
