package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Grid;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Stream;
import io.statecap.model.Mamba2Config;

/**
 * Depthwise causal convolution over x | B | C with bias, then SiLU, and its gradient. The input is a range of columns
 * of the projection. Histories are float32 [sequences, dConv − 1, convChannels]. Addresses are on the device.
 */
public final class Convolution {

    private static final int BLOCK = 64;
    /** Positions that one thread walks along. */
    private static final int FORWARD_TILE = 32;
    private static final int BACKWARD_TILE = 64;

    private final Mamba2Config config;
    private final int bytes;
    private final int blocks;
    private final Kernel forward;
    private final Kernel history;
    private final Kernel backward;
    private final Sums sums;
    private final long partial;

    /** @param partials scratch of {@link #partialBytes}; 0 where there is no backward pass */
    public Convolution(Gpu gpu, Mamba2Config config, Arithmetic arithmetic, Sums sums, long partials) {
        this.config = config;
        bytes = arithmetic.bytes();
        int vector = both(config, 4) ? 4 : both(config, 2) ? 2 : 1;
        blocks = Grid.cover(config.convChannels(), BLOCK * vector);
        Kernels kernels = new Kernels(gpu, "conv.cu", arithmetic.macro(), "TAPS=" + config.dConv(), "VEC=" + vector);
        forward = kernels.function("conv_forward");
        history = kernels.function("conv_history");
        backward = kernels.function("conv_backward");
        this.sums = sums;
        partial = partials;
    }

    /** Whether rows and columns begin at multiples of so many elements. */
    private static boolean both(Mamba2Config config, int vector) {
        return config.dInner() % vector == 0 && config.convChannels() % vector == 0;
    }

    private static int tiles(int sequences, int length, int tile) {
        return Math.multiplyExact(sequences, Grid.cover(length, tile));
    }

    /** Scratch of the backward pass over a batch, bytes. */
    public static long partialBytes(Mamba2Config config, int sequences, int length) {
        return (long) tiles(sequences, length, BACKWARD_TILE) * (config.dConv() + 1) * config.convChannels()
                * Float.BYTES;
    }

    private long input(long proj) {
        return proj + (long) config.dInner() * bytes;
    }

    /** Receives {@code xbc} [sequences · length, convChannels]; {@code before} is the history, 0 for zeros. */
    public void forward(Stream stream, int sequences, int length, long proj, int ldProj, long w, long b, long before,
                        long xbc) {
        forward.launch(stream, Grid.of(tiles(sequences, length, FORWARD_TILE), blocks), BLOCK, 0, input(proj), ldProj,
                w, b, before, xbc, length, config.convChannels(), FORWARD_TILE);
    }

    /** Receives in {@code last} the history after the piece; it may be {@code before}. */
    public void history(Stream stream, int sequences, int length, long proj, int ldProj, long before, long last) {
        if (config.dConv() > 1) {
            history.launch(stream, Grid.of(sequences, blocks), BLOCK, 0, input(proj), ldProj, before, last, length,
                    config.convChannels());
        }
    }

    /** From the gradient of xbc to that of the input, in {@code dProj}; adds to {@code dw} and {@code db}. */
    public void backward(Stream stream, int sequences, int length, long dXbc, long proj, int ldProj, long w, long b,
                         long before, long dProj, long dw, long db) {
        int tiles = tiles(sequences, length, BACKWARD_TILE);
        backward.launch(stream, Grid.of(tiles, blocks), BLOCK, 0, dXbc, input(proj), ldProj, w, b, before,
                input(dProj), partial, length, config.convChannels(), BACKWARD_TILE);
        sums.addTaps(stream, partial, tiles, config.dConv(), config.convChannels(), dw, db);
    }
}
