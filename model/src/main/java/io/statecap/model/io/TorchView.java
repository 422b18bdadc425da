package io.statecap.model.io;

import java.io.IOException;
import java.util.List;

/** A view of a storage; sizes and strides are in elements. */
record TorchView(Tensor storage, long offset, Shape shape, List<Long> strides) implements Tensor {

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** Whether it stays inside its storage, and spans no more than an array holds if it has gaps. */
    boolean readable() {
        try {
            long last = shape.elements() == 0 ? offset - 1 : last();
            return offset >= 0 && last < storage.shape().elements() && (contiguous() || last - offset < LARGEST_ARRAY);
        } catch (ArithmeticException e) {
            return false;
        }
    }

    /** Position of the last element of a view that is not empty. */
    private long last() {
        long last = offset;
        for (int axis = 0; axis < shape.rank(); axis++) {
            last = Math.addExact(last, Math.multiplyExact(shape.dimension(axis) - 1, strides.get(axis)));
        }
        return last;
    }

    /** Whether the elements follow each other row-major. */
    private boolean contiguous() {
        long expected = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.dimension(axis) != 1 && strides.get(axis) != expected) {
                return shape.elements() == 0;
            }
            expected *= shape.dimension(axis);
        }
        return true;
    }

    @Override
    public ElementType type() {
        return storage.type();
    }

    @Override
    public void read(long from, float[] target, int to, int count) throws IOException {
        if (contiguous()) {
            storage.read(offset + from, target, to, count);
            return;
        }
        // All that it spans at once: storages are slow to read element by element.
        float[] span = new float[(int) (last() + 1 - offset)];
        storage.read(offset, span, 0, span.length);
        for (int i = 0; i < count; i++) {
            long element = from + i;
            long position = 0;
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                position += element % shape.dimension(axis) * strides.get(axis);
                element /= shape.dimension(axis);
            }
            target[to + i] = span[(int) position];
        }
    }
}
