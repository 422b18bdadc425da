package io.statecap.cuda.device;

/** Recorded work that is launched as one. */
public final class Graph implements AutoCloseable {

    private final Gpu gpu;
    private final long handle;

    Graph(Gpu gpu, long handle) {
        this.gpu = gpu;
        this.handle = handle;
    }

    public void launch(Stream stream) {
        gpu.cuda.launchGraph(handle, stream.handle());
    }

    @Override
    public void close() {
        gpu.use();
        gpu.cuda.destroyGraph(handle);
    }
}
