package io.statecap.model.io;

import java.io.IOException;
import java.util.Objects;

/**
 * A contiguous tensor at a place in a {@link ByteSource} that has been checked to hold all of it.
 *
 * @param offset of its first byte
 */
record StoredTensor(ElementType type, Shape shape, long offset) implements TensorFile.Entry {

    /**
     * Elements decoded at a time: enough to make the loop cheap, few enough for a small copy where files cannot be
     * mapped.
     */
    private static final int BATCH = 1 << 20;

    @Override
    public void read(ByteSource bytes, long from, float[] target, int to, int count) throws IOException {
        check(from, target.length, to, count);
        for (int done = 0; done < count; ) {
            int batch = Math.min(BATCH, count - done);
            type.decode(bytes.slice(position(from + done), batch * type.bytes()), target, to + done, batch);
            done += batch;
        }
    }

    void read(ByteSource bytes, long from, long[] target, int to, int count) throws IOException {
        check(from, target.length, to, count);
        for (int done = 0; done < count; ) {
            int batch = Math.min(BATCH, count - done);
            type.decode(bytes.slice(position(from + done), batch * type.bytes()), target, to + done, batch);
            done += batch;
        }
    }

    private void check(long from, int targetLength, int to, int count) {
        Objects.checkFromIndexSize(from, (long) count, shape.elements());
        Objects.checkFromIndexSize(to, count, targetLength);
    }

    private long position(long element) {
        return offset + element * type.bytes();
    }
}
