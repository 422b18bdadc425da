package io.statecap.cuda.device;

import io.statecap.cuda.driver.CudaException;
import io.statecap.model.engine.DeviceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Memory of one GPU, and what works on it, for one owner: allocated piece by piece, freed all at once. For one thread.
 */
public final class DeviceArena implements AutoCloseable {

    private static final long ALIGNMENT = 256;
    private static final long SLAB = 2L << 20;

    /** For checks: fresh memory holds no numbers, so whoever reads it before it was written is found out. */
    private static final boolean POISONED = Boolean.getBoolean("statecap.cuda.poisoned");
    private static final int NO_NUMBER = -1;

    private final Gpu gpu;
    private final List<Reserve.Block<Long>> blocks = new ArrayList<>();
    private long slab;
    private long left;
    private long bytes;
    private final Deque<Runnable> closers = new ArrayDeque<>();

    public DeviceArena(Gpu gpu) {
        this.gpu = gpu;
    }

    /**
     * Memory that is aligned to 256 bytes; its contents are undefined.
     *
     * @return its address on the device
     * @throws DeviceException if the device has not that much left
     */
    public long allocate(long size) {
        long rounded = Math.max(ALIGNMENT, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        if (rounded >= SLAB / 2) {
            return block(rounded);
        }
        if (rounded > left) {
            slab = block(SLAB);
            left = SLAB;
        }
        long address = slab;
        slab += rounded;
        left -= rounded;
        return address;
    }

    /** Memory for {@code count} float32 or int32 elements. */
    public long floats(long count) {
        return allocate(count * Float.BYTES);
    }

    /** Has something called when this is closed, before the memory is freed; the last first. */
    public void whenClosed(Runnable closer) {
        closers.push(closer);
    }

    private long block(long size) {
        Reserve.Block<Long> block;
        try {
            block = gpu.memory.take(size);
        } catch (CudaException e) {
            throw new DeviceException(String.format("%s gives no %.1f MB more to what holds %.1f MB of it: %s",
                    gpu.name(), size / 1e6, bytes / 1e6, e.getMessage()), e);
        }
        blocks.add(block);
        bytes += block.bytes();
        if (POISONED) {
            gpu.cuda.fill(block.at(), NO_NUMBER, block.bytes() / Integer.BYTES);
        }
        return block.at();
    }

    /** Bytes that were taken from the device. */
    public long bytes() {
        return bytes;
    }

    public Gpu gpu() {
        return gpu;
    }

    /** Frees all memory; what worked on it must be done. */
    @Override
    public void close() {
        gpu.use();
        while (!closers.isEmpty()) {
            closers.pop().run();
        }
        blocks.forEach(gpu.memory::give);
        blocks.clear();
        left = 0;
        bytes = 0;
    }
}
