package io.statecap.model.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** Bytes in memory; the array is not copied. */
record ArrayBytes(String name, byte[] bytes) implements ByteSource {

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public ByteBuffer slice(long offset, int length) {
        int from = (int) Objects.checkFromIndexSize(offset, length, size());
        return ByteBuffer.wrap(bytes, from, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
