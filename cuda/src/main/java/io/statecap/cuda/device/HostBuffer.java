package io.statecap.cuda.device;

import java.nio.ByteBuffer;

/** Page-locked memory of the host, and a mark of when the device has read it. */
public final class HostBuffer implements AutoCloseable {

    private final Gpu gpu;
    private final ByteBuffer bytes;
    private final long copied;

    public HostBuffer(Gpu gpu, long size) {
        this.gpu = gpu;
        gpu.use();
        bytes = gpu.cuda.allocatePinned(size);
        copied = gpu.cuda.createEvent();
    }

    public ByteBuffer bytes() {
        return bytes;
    }

    /** Queues a copy of all of it to the device. */
    public void copyTo(Stream stream, long address) {
        copyTo(stream, address, bytes.capacity());
    }

    /** Queues a copy of its first bytes to the device. */
    public void copyTo(Stream stream, long address, long count) {
        stream.toDevice(address, bytes, count);
        gpu.cuda.record(copied, stream.handle());
    }

    /** Waits until the copies that were queued are done. Sets the GPU for the calling thread. */
    public void awaitCopied() {
        gpu.use();
        gpu.cuda.await(copied);
    }

    @Override
    public void close() {
        gpu.use();
        gpu.cuda.destroyEvent(copied);
        gpu.cuda.freePinned(bytes);
    }
}
