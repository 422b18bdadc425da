package io.statecap.cuda.device;

import io.statecap.model.engine.DeviceException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A queue of work on one GPU, in order. For one thread at a time, which has called {@link Gpu#use}. */
public final class Stream implements AutoCloseable {

    private static final int MOST_ARGUMENTS = 64;

    private final Gpu gpu;
    private final long handle;
    /** Arguments of a launch, and their addresses; read before the launch returns. */
    private final LongPointer arguments = new LongPointer(MOST_ARGUMENTS);
    private final ByteBuffer argumentBytes = arguments.asByteBuffer();
    private final PointerPointer<Pointer> addresses = new PointerPointer<>(MOST_ARGUMENTS);

    private Consumer<String> observer = what -> { };

    public Stream(Gpu gpu) {
        this.gpu = gpu;
        gpu.use();
        handle = gpu.cuda.createStream();
        for (int i = 0; i < MOST_ARGUMENTS; i++) {
            addresses.put(i, arguments.getPointer(i));
        }
    }

    public Gpu gpu() {
        return gpu;
    }

    long handle() {
        return handle;
    }

    void launch(String name, long function, Grid grid, int block, int shared, Object... values) {
        for (int i = 0; i < values.length; i++) {
            int at = i * Long.BYTES;
            if (values[i] instanceof Long v) {
                argumentBytes.putLong(at, v);
            } else if (values[i] instanceof Integer v) {
                argumentBytes.putInt(at, v);
            } else if (values[i] instanceof Float v) {
                argumentBytes.putFloat(at, v);
            } else {
                throw new IllegalArgumentException("an argument of a kernel is a long, int or float, not " + values[i]);
            }
        }
        gpu.cuda.launch(name, function, grid.x(), grid.y(), grid.z(), block, shared, handle, addresses);
        queued(name);
    }

    /** Has a name told after each piece of work that is queued, for measurements. */
    public void observe(Consumer<String> told) {
        observer = told;
    }

    void queued(String what) {
        observer.accept(what);
    }

    /** Copies from page-locked host memory without waiting, or from other direct memory. */
    public void toDevice(long device, ByteBuffer host, long bytes) {
        gpu.cuda.toDevice(device, host, bytes, handle);
    }

    public void toHost(ByteBuffer host, long device, long bytes) {
        gpu.cuda.toHost(host, device, bytes, handle);
    }

    public void copy(long to, long from, long bytes) {
        gpu.cuda.copy(to, from, bytes, handle);
        queued("copy");
    }

    /** Zeros; {@code bytes} is rounded up to a multiple of 4. */
    public void zero(long address, long bytes) {
        gpu.cuda.zero(address, (bytes + 3) / 4, handle);
        queued("zero");
    }

    /** Waits until all work so far is done; errors of it are thrown here. */
    public void synchronize() {
        gpu.cuda.synchronize(handle);
    }

    /** The same for what is closed next: where the device is lost, there is nothing to wait for. */
    public void settle() {
        try {
            synchronize();
        } catch (DeviceException e) {
            // What follows frees what can be freed.
        }
    }

    /** Records the work that {@code calls} queues, without doing it. */
    public Graph capture(Runnable calls) {
        return new Graph(gpu, gpu.cuda.capture(handle, calls));
    }

    @Override
    public void close() {
        gpu.use();
        gpu.cuda.destroyStream(handle);
        arguments.close();
        addresses.close();
    }
}
