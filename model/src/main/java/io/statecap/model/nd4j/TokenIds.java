package io.statecap.model.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Checked token ids.
 *
 * @param batch  number of sequences
 * @param length tokens of each
 * @param values [batch, length], row-major
 */
record TokenIds(int batch, int length, int[] values) {

    /**
     * @param what     what messages call the array
     * @param smallest smallest id that is allowed
     * @throws IllegalArgumentException unless the array is [batch, length] of integers, without an empty dimension, and
     *                                  every id is from {@code smallest} to {@code vocabulary − 1}
     */
    static TokenIds of(String what, INDArray array, int smallest, int vocabulary) {
        if (array.rank() != 2 || array.length() == 0) {
            throw new IllegalArgumentException(what + " has shape " + Arrays.toString(array.shape())
                    + "; [batch, length], both at least 1, is needed");
        }
        if (!array.dataType().isIntType()) {
            throw new IllegalArgumentException(what + " has type " + array.dataType() + "; an integer type is needed");
        }
        int batch = Math.toIntExact(array.size(0));
        int length = Math.toIntExact(array.size(1));
        long[] ids = array.castTo(DataType.INT64).dup('c').data().asLong();
        int[] values = new int[Math.multiplyExact(batch, length)];
        for (int i = 0; i < values.length; i++) {
            if (ids[i] < smallest || ids[i] >= vocabulary) {
                throw new IllegalArgumentException(what + " has " + ids[i] + " at [" + i / length + ", " + i % length
                        + "]; only " + smallest + " to " + (vocabulary - 1) + " are allowed");
            }
            values[i] = (int) ids[i];
        }
        return new TokenIds(batch, length, values);
    }

    /** Columns {@code from … to − 1}, [batch, to − from]. */
    int[] columns(int from, int to) {
        int[] part = new int[batch * (to - from)];
        for (int sequence = 0; sequence < batch; sequence++) {
            System.arraycopy(values, sequence * length + from, part, sequence * (to - from), to - from);
        }
        return part;
    }
}
