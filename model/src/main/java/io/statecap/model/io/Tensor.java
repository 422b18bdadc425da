package io.statecap.model.io;

import java.io.IOException;

/** A tensor whose elements are read on demand, so that weights are never held twice. Reading is thread-safe. */
interface Tensor {

    ElementType type();

    Shape shape();

    /** Reads {@code count} elements from element {@code from} (row-major), which exist; rounded to float. */
    void read(long from, float[] target, int offset, int count) throws IOException;

    /** A contiguous tensor whose first byte is at {@code offset} of bytes that have been checked to hold all of it. */
    record Stored(ElementType type, Shape shape, ByteSource bytes, long offset) implements Tensor {

        @Override
        public void read(long from, float[] target, int to, int count) throws IOException {
            for (int done = 0; done < count; done += TensorSource.BLOCK) {
                int batch = Math.min(TensorSource.BLOCK, count - done);
                long position = offset + (from + done) * type.bytes();
                type.decode(bytes.read(position, batch * type.bytes()), target, to + done, batch);
            }
        }
    }

    /** Floats that {@code values} copies. */
    record Floats(Shape shape, Copy values) implements Tensor {

        @Override
        public ElementType type() {
            return ElementType.F32;
        }

        @Override
        public void read(long from, float[] target, int offset, int count) {
            values.copy(from, target, offset, count);
        }
    }

    /** Copies {@code count} floats from element {@code from} to {@code offset} of {@code target}. */
    interface Copy {
        void copy(long from, float[] target, int offset, int count);
    }
}
