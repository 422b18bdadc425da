package io.statecap.cuda.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Page-locked memory of the host that kernels read and write themselves, and a mark of when they have. A whole number
 * of 16 bytes.
 */
public final class HostBuffer implements AutoCloseable {

    private static final int BLOCK = 256;
    private static final int MOST_BLOCKS = 32;

    private final Gpu gpu;
    private final Reserve.Block<ByteBuffer> block;
    private final ByteBuffer bytes;
    private final long address;
    private final long copied;
    private final Kernel copy;

    public HostBuffer(Gpu gpu, long size) {
        this.gpu = gpu;
        gpu.use();
        int rounded = Math.toIntExact((size + 15) / 16 * 16);
        block = gpu.pinned.take(rounded);
        bytes = block.at().slice(0, rounded).order(ByteOrder.nativeOrder());
        address = gpu.cuda.addressOf(bytes);
        copy = new Kernels(gpu, "copy.cu").function("copy_words");
        copied = gpu.cuda.createEvent(false);
    }

    public ByteBuffer bytes() {
        return bytes;
    }

    /** Where kernels find it. */
    public long address() {
        return address;
    }

    /** Queues a copy of all of it to the device. */
    public void copyTo(Stream stream, long device) {
        copyTo(stream, device, bytes.capacity());
    }

    /** Queues a copy of its first bytes, a multiple of 4, to the device. */
    public void copyTo(Stream stream, long device, long count) {
        copy(stream, address, device, count);
    }

    /** Queues a copy from the device to its bytes from {@code offset} on, a multiple of 16; sizes as above. */
    public void copyFrom(Stream stream, long device, long offset, long count) {
        copy(stream, device, address + offset, count);
    }

    private void copy(Stream stream, long from, long to, long count) {
        long words = count / Integer.BYTES;
        copy.launch(stream, Math.min(MOST_BLOCKS, Grid.cover(words, 4 * BLOCK)), BLOCK, 0, from, to, words);
        gpu.cuda.record(copied, stream.handle());
    }

    /** Waits until the copies that were queued are done. Sets the GPU for the calling thread. */
    public void awaitCopied() {
        gpu.use();
        gpu.cuda.await(copied);
    }

    /** Whatever read or wrote it must be done. */
    @Override
    public void close() {
        gpu.use();
        gpu.cuda.destroyEvent(copied);
        gpu.pinned.give(block);
    }
}
