package io.statecap.model.io;

import java.io.IOException;

/**
 * A tensor whose elements are read on demand, so that weights are never held twice. Reading is thread-safe.
 *
 * @param type   how the elements are stored
 * @param values reads them, rounded to float
 */
record Tensor(ElementType type, Shape shape, Values values) {

    /** Reads {@code count} elements from element {@code from} (row-major), which exist. */
    interface Values {
        void read(long from, float[] target, int offset, int count) throws IOException;
    }

    /** Its first byte is at {@code offset} of bytes that have been checked to hold all of it. */
    static Tensor stored(ElementType type, Shape shape, ByteSource bytes, long offset) {
        return new Tensor(type, shape, (from, target, to, count) -> {
            for (int done = 0; done < count; done += TensorSource.BLOCK) {
                int batch = Math.min(TensorSource.BLOCK, count - done);
                long position = offset + (from + done) * type.bytes();
                type.decode(bytes.read(position, batch * type.bytes()), target, to + done, batch);
            }
        });
    }

    /** The elements from {@code first} on in another shape, which fit. */
    Tensor view(long first, Shape as) {
        return new Tensor(type, as, (from, target, offset, count) ->
                values.read(first + from, target, offset, count));
    }
}
