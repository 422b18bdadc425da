package io.statecap.cuda.device;

/** One compiled kernel. */
public final class Kernel {

    /** Dynamic shared memory that needs no permission: 48 KiB, less what a kernel declares itself. */
    private static final int PLAIN_SHARED = 32 << 10;

    private final Gpu gpu;
    private final String name;
    private final long function;

    Kernel(Gpu gpu, String name, long function) {
        this.gpu = gpu;
        this.name = name;
        this.function = function;
    }

    /**
     * Queues a launch.
     *
     * @param block     threads of a block
     * @param shared    bytes of dynamic shared memory
     * @param arguments addresses and 64-bit integers as longs, 32-bit ones as ints, and floats
     */
    public void launch(Stream stream, Grid grid, int block, int shared, Object... arguments) {
        if (shared > PLAIN_SHARED) {
            gpu.allowShared(function, shared);
        }
        stream.launch(name, function, grid, block, shared, arguments);
    }

    /** The same with a grid of one dimension. */
    public void launch(Stream stream, int grid, int block, int shared, Object... arguments) {
        launch(stream, Grid.of(grid), block, shared, arguments);
    }
}
