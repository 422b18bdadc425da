package io.statecap.cuda.device;

/** One compiled kernel. */
public final class Kernel {

    /** Dynamic shared memory that needs no permission. */
    private static final int PLAIN_SHARED = 48 << 10;

    private final Gpu gpu;
    private final long function;
    private int allowed = PLAIN_SHARED;

    Kernel(Gpu gpu, long function) {
        this.gpu = gpu;
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
        if (shared > allowed) {
            gpu.cuda.allowShared(function, shared);
            allowed = shared;
        }
        stream.launch(function, grid, block, shared, arguments);
    }

    /** The same with a grid of one dimension. */
    public void launch(Stream stream, int grid, int block, int shared, Object... arguments) {
        launch(stream, Grid.of(grid), block, shared, arguments);
    }
}
