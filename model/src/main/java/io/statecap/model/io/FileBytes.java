package io.statecap.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A file, mapped into memory in windows made when first needed; where the file system cannot map, read by position.
 * Threads may share it. A mapping lives on until the garbage collector finds it unused.
 */
final class FileBytes implements ByteSource {

    /** Windows start at multiples of this and reach up to twice as far, so that any slice lies in one of them. */
    private static final long STRIDE = LARGEST_SLICE;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final ByteBuffer[] windows;
    private boolean mappable = true;

    private FileBytes(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
        this.windows = new ByteBuffer[(int) (size / STRIDE) + 1];
    }

    static FileBytes open(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new CheckpointFormatException(path + (Files.exists(path) ? " is not a file" : " does not exist"));
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new FileBytes(path, channel, channel.size());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public ByteBuffer slice(long offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size);
        Objects.checkIndex(length, LARGEST_SLICE + 1);
        ByteBuffer window = window((int) (offset / STRIDE));
        if (window == null) {
            return read(offset, length);
        }
        return window.slice((int) (offset % STRIDE), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private synchronized ByteBuffer window(int index) throws IOException {
        if (windows[index] == null && mappable) {
            long from = index * STRIDE;
            try {
                long length = Math.min(Integer.MAX_VALUE, size - from);
                windows[index] = channel.map(FileChannel.MapMode.READ_ONLY, from, length);
            } catch (UnsupportedOperationException | IOException e) {
                if (!channel.isOpen()) {
                    throw e instanceof IOException closed ? closed : new IOException(e);
                }
                mappable = false;
            }
        }
        return windows[index];
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (copy.hasRemaining()) {
            if (channel.read(copy, offset + copy.position()) < 0) {
                throw new CheckpointFormatException(path + " became shorter while it was read");
            }
        }
        return copy.flip();
    }

    /** No more windows can be made afterwards. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
