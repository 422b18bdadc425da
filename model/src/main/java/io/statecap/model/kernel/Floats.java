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
        // Blocks of 8 rows keep both sides within a few cache lines.
        for (int r0 = 0; r0 < rows; r0 += 8) {
            int r1 = Math.min(rows, r0 + 8);
            for (int c = 0; c < columns; c++) {
                int target = to + c * ldt;
                int from = ao + c;
                for (int r = r0; r < r1; r++) {
                    t[target + r] = a[from + r * lda];
                }
            }
        }
    }
}
