package io.statecap.cuda.device;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One kernel of a file that is compiled, or being compiled. */
public final class Kernel {

    /** Dynamic shared memory that needs no permission: 48 KiB, less what a kernel declares itself. */
    private static final int PLAIN_SHARED = 32 << 10;

    private final Gpu gpu;
    private final String name;
    private final CompletableFuture<Long> module;
    /** 0 until the first launch. */
    private volatile long function;

    Kernel(Gpu gpu, String name, CompletableFuture<Long> module) {
        this.gpu = gpu;
        this.name = name;
        this.module = module;
    }

    private long function() {
        if (function == 0) {
            try {
                function = gpu.cuda.function(module.join(), name);
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
        return function;
    }

    /**
     * Queues a launch; the first one waits for the compiler, and so must not be the first in a recording.
     *
     * @param block     threads of a block
     * @param shared    bytes of dynamic shared memory
     * @param arguments addresses and 64-bit integers as longs, 32-bit ones as ints, and floats
     */
    public void launch(Stream stream, Grid grid, int block, int shared, Object... arguments) {
        if (shared > PLAIN_SHARED) {
            gpu.allowShared(function(), shared);
        }
        stream.launch(name, function(), grid, block, shared, arguments);
    }

    /** The same with a grid of one dimension. */
    public void launch(Stream stream, int grid, int block, int shared, Object... arguments) {
        launch(stream, Grid.of(grid), block, shared, arguments);
    }
}
