package io.statecap.model.kernel;

/**
 * Sizes of the state space layer.
 *
 * @param heads   H
 * @param headDim P
 * @param dState  N
 * @param groups  G
 * @param chunk   Q: longest chunk
 */
public record SsdShape(int heads, int headDim, int dState, int groups, int chunk) {

    /** {@code heads * headDim} */
    public int inner() {
        return heads * headDim;
    }

    /** Columns of x | B | C. */
    public int channels() {
        return inner() + 2 * groups * dState;
    }

    /** Elements of one layer's state, a sequence. */
    public int stateElements() {
        return dState * inner();
    }

    int headsPerGroup() {
        return heads / groups;
    }

    /** Columns of x that belong to a group. */
    int groupColumns() {
        return inner() / groups;
    }

    /** First column of a group's B within x | B | C. */
    int columnOfB(int group) {
        return inner() + group * dState;
    }

    /** First column of a group's C within x | B | C. */
    int columnOfC(int group) {
        return inner() + (groups + group) * dState;
    }

    /** Chunks that a sequence of {@code length} tokens is cut into. */
    public int chunks(int length) {
        return (length + chunk - 1) / chunk;
    }

    /** Columns of whole partial sums that cover {@code columns} columns of a chunk's masks, within the masks' rows. */
    int covering(int columns) {
        int sums = VectorKernels.PARTIAL_SUMS;
        return Math.min(chunk, (columns + sums - 1) / sums * sums);
    }
}
