package io.statecap.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes at random positions, of a file or in memory, which must not change while they are read. Thread-safe. */
@FunctionalInterface
interface ByteSource {

    /** {@code length} bytes from {@code offset} on, which must exist: little-endian, to be read only. */
    ByteBuffer read(long offset, int length) throws IOException;

    static ByteSource of(byte[] bytes) {
        return (offset, length) -> ByteBuffer.wrap(bytes, Math.toIntExact(offset), length).slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @param name the file in messages */
    static ByteSource of(FileChannel channel, String name) {
        return (offset, length) -> {
            ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            while (copy.hasRemaining()) {
                if (channel.read(copy, offset + copy.position()) < 0) {
                    throw new ModelFormatException(name + " became shorter while it was read");
                }
            }
            return copy.flip();
        };
    }

    /** The file, which is one. */
    static Path existing(Path file) throws ModelFormatException {
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(file + (Files.exists(file) ? " is not a file" : " does not exist"));
        }
        return file;
    }
}
