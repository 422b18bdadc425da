package io.statecap.model.kernel;

/**
 * A right-hand side [rows, columns] packed for {@link Gemm}: panels of {@link SimdTiles#COLUMNS} columns, each
 * panel row-major and contiguous, the last one filled up with zeros.
 *
 * @param rows    inner dimension of the product
 * @param columns columns of the product
 * @param data    the panels
 */
public record PackedMatrix(int rows, int columns, float[] data) {

    /** Room for a matrix of this size. */
    public static PackedMatrix allocate(int rows, int columns) {
        return new PackedMatrix(rows, columns, Floats.array((long) SimdTiles.covering(columns) * rows));
    }

    /** Packs {@code b} [rows, columns], row-major, rows {@code columns} apart. */
    public void pack(float[] b, int bo) {
        SimdTiles.pack(rows, columns, b, bo, columns, data);
    }

    /** Packs the transpose of {@code b} [columns, rows], row-major. */
    public void packTransposed(float[] b, int bo) {
        for (int j = 0; j < columns; j += SimdTiles.COLUMNS) {
            Floats.transpose(Math.min(SimdTiles.COLUMNS, columns - j), rows, b, bo + j * rows, rows, data, j * rows,
                    SimdTiles.COLUMNS);
        }
    }
}
