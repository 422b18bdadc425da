package io.statecap.model.io;

import java.io.IOException;

/** Reads the elements of one tensor piece by piece, so that writing it needs no second copy. */
@FunctionalInterface
public interface TensorReader {

    /** Copies {@code count} elements from element {@code from} (row-major) to {@code target} at 0. */
    void read(long from, float[] target, int count) throws IOException;
}
