package io.statecap.model.kernel;

/** Arrays for the kernels. */
public final class Floats {

    /** Floats that a vector kernel may read, never write, beyond the last element. */
    static final int SLACK = 64;

    private Floats() {}

    /**
     * A zeroed array of {@code size} elements and the slack.
     *
     * @throws IllegalArgumentException if that is more than one Java array holds
     */
    public static float[] array(long size) {
        if (size > Integer.MAX_VALUE - SLACK - 8) {
            throw new IllegalArgumentException("a buffer of " + size + " floats exceeds what one Java array holds; "
                    + "use shorter sequences or smaller batches");
        }
        return new float[(int) size + SLACK];
    }

    /**
     * Writes the transpose of {@code a} [rows, columns] into {@code t} [columns, rows], rows of {@code t} {@code ldt}
     * apart.
     */
    static void transpose(int rows, int columns, float[] a, int ao, int lda, float[] t, int to, int ldt) {
        int r = 0;
        // Eight rows at once keep both sides within a few cache lines.
        for (; r <= rows - 8; r += 8) {
            int from = ao + r * lda;
            for (int to1 = to + r; from < ao + r * lda + columns; from++, to1 += ldt) {
                t[to1] = a[from];
                t[to1 + 1] = a[from + lda];
                t[to1 + 2] = a[from + 2 * lda];
                t[to1 + 3] = a[from + 3 * lda];
                t[to1 + 4] = a[from + 4 * lda];
                t[to1 + 5] = a[from + 5 * lda];
                t[to1 + 6] = a[from + 6 * lda];
                t[to1 + 7] = a[from + 7 * lda];
            }
        }
        for (; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                t[to + c * ldt + r] = a[ao + r * lda + c];
            }
        }
    }
}
