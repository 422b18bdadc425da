package io.statecap.model.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes at random positions: a file or an array, which must not change while it is open. */
interface ByteSource extends Closeable {

    /** The most bytes that one {@link #slice} may ask for. */
    int LARGEST_SLICE = 1 << 30;

    /** Its name in messages, usually the file. */
    String name();

    long size();

    /**
     * A little-endian view or copy of {@code length} bytes, to be read only.
     *
     * @throws IndexOutOfBoundsException where the range is not inside the source: check before
     */
    ByteBuffer slice(long offset, int length) throws IOException;

    @Override
    default void close() throws IOException {}
}
