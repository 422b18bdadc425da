package io.statecap.model.nd4j;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies between float[] and the off-heap buffer of a float32 {@link INDArray} that is row-major and no view. Positions
 * are long, and no array of the whole size is needed on the heap.
 */
public final class OffHeapFloats {

    private OffHeapFloats() {}

    /** Copies {@code count} elements from element {@code from} on into {@code target}. */
    public static void read(INDArray array, long from, float[] target, int offset, int count) {
        pointer(array, from).get(target, offset, count);
    }

    /** Copies {@code count} elements of {@code source} over those from element {@code from} on. */
    public static void write(INDArray array, long from, float[] source, int offset, int count) {
        pointer(array, from).put(source, offset, count);
    }

    private static FloatPointer pointer(INDArray array, long position) {
        // A new pointer: that of the array is shared between threads and has a position.
        FloatPointer shared = (FloatPointer) array.data().pointer();
        FloatPointer own = new FloatPointer(shared);
        own.position(shared.position() + position);
        return own;
    }
}
