package io.statecap.model.kernel;

import java.util.Arrays;

/**
 * What {@link WindowedSsd} carries from call to call, for one layer of one sequence: the inputs of the last r tokens
 * and a state for each block of them. Memory O(r), for any length.
 *
 * <p>Positions are cut into blocks of the chunk's length from the first token on. A ring keeps the current block and as
 * many before it as the window can reach.
 */
public final class WindowMemory {

    final int window;
    private final SsdShape shape;
    private final int ring;
    final int bColumns;
    /** Tokens read so far. */
    long position;
    /** Δ·x, [ring · block, inner]. */
    final float[] scaledX;
    /** B, [ring · block, groups · dState]. */
    final float[] b;
    /** Sums of Δ·A from the start of the block to each token, itself included, [ring, heads, block]. */
    final double[] logs;
    /** The last of these of each finished block, [ring, heads]. */
    final double[] totals;
    /** Each finished block's inputs as a state, [ring, dState, inner]. */
    final float[] states;
    /** State at the start of the current block from the whole blocks before it, [dState, inner]. */
    final float[] middle;

    /** @param window r, tokens */
    public WindowMemory(SsdShape shape, int window) {
        this.window = window;
        this.shape = shape;
        ring = window / shape.chunk() + 2;
        bColumns = shape.groups() * shape.dState();
        long rows = (long) ring * shape.chunk();
        scaledX = Floats.array(rows * shape.inner());
        b = Floats.array(rows * bColumns);
        logs = new double[Math.toIntExact(rows * shape.heads())];
        totals = new double[ring * shape.heads()];
        states = Floats.array((long) ring * shape.stateElements());
        middle = Floats.array(shape.stateElements());
    }

    /** Number of the block that the next token belongs to. */
    long currentBlock() {
        return position / shape.chunk();
    }

    /** Whole blocks of a window. */
    int wholeBlocks() {
        return window / shape.chunk();
    }

    int slot(long blockNumber) {
        return (int) (blockNumber % ring);
    }

    /** First row of a block in {@link #scaledX} and {@link #b}. */
    int rowOf(long blockNumber) {
        return slot(blockNumber) * shape.chunk();
    }

    /** Where a block's sums of one head begin in {@link #logs}. */
    int logsOf(long blockNumber, int head) {
        return (slot(blockNumber) * shape.heads() + head) * shape.chunk();
    }

    int stateOf(long blockNumber) {
        return slot(blockNumber) * shape.stateElements();
    }

    /**
     * Sum of Δ·A of one head over blocks {@code from … to − 1}, all finished and in the ring. From a token of block
     * {@code from}, whose sum is s, to the start of block {@code to} it is this − s; within one block, this is 0.
     */
    double total(long from, long to, int head) {
        double sum = 0;
        for (long blockNumber = from; blockNumber < to; blockNumber++) {
            sum += totals[slot(blockNumber) * shape.heads() + head];
        }
        return sum;
    }

    /** Back to before the first token. */
    public void clear() {
        position = 0;
        Arrays.fill(middle, 0);
    }

    /** Copies the content of another of the same shape and window. */
    public void copyFrom(WindowMemory other) {
        position = other.position;
        System.arraycopy(other.scaledX, 0, scaledX, 0, scaledX.length);
        System.arraycopy(other.b, 0, b, 0, b.length);
        System.arraycopy(other.logs, 0, logs, 0, logs.length);
        System.arraycopy(other.totals, 0, totals, 0, totals.length);
        System.arraycopy(other.states, 0, states, 0, states.length);
        System.arraycopy(other.middle, 0, middle, 0, middle.length);
    }
}
