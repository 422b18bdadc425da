package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Grid;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Stream;

/** Second stages of sums over rows: of the parts that blocks wrote, in a fixed order. */
public final class Sums {

    private final Kernel columns;
    private final Kernel taps;

    public Sums(Gpu gpu) {
        Kernels kernels = new Kernels(gpu, "sums.cu");
        columns = kernels.function("add_columns");
        taps = kernels.function("add_taps");
    }

    /** Adds the sum of each column of {@code partial} [count, width] to {@code out} [width]. */
    void addColumns(Stream stream, long partial, int count, int width, long out) {
        columns.launch(stream, Grid.cover(width, 32), 256, 0, partial, count, width, out);
    }

    /** Adds {@code partial} [count, taps + 1, channels] to {@code dw} [channels, taps] and {@code db} [channels]. */
    void addTaps(Stream stream, long partial, int count, int tapCount, int channels, long dw, long db) {
        taps.launch(stream, Grid.cover((long) (tapCount + 1) * channels, 32), 256, 0, partial, count, tapCount,
                channels, dw, db);
    }
}
