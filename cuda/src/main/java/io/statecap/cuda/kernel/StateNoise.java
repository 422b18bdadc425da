package io.statecap.cuda.kernel;

import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Grid;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Stream;
import io.statecap.datasets.SplitMix64;
import io.statecap.model.Mamba2Config;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Draws the initial states of a step, the numbers of {@link io.statecap.model.train.InitialStateSource}: float32
 * [sequences, heads, headDim, dState] a layer. Logarithm and cosine may differ in the last bit of double precision.
 */
public final class StateNoise {

    private static final int BLOCK = 256;
    /** Parts of a sum over sequences: a whole number of warps. */
    private static final int PARTS = 64;

    private final Mamba2Config config;
    private final int sequences;
    private final Kernel sum;
    private final Kernel fit;
    private final Kernel draw;
    /** Mean and deviation, float64 [layers, heads, 2]. */
    private final long normals;
    private final long partial;

    /** @param deviation of all heads' states, around 0, until they are fitted */
    public StateNoise(Stream stream, DeviceArena arena, Mamba2Config config, int sequences, double deviation) {
        this.config = config;
        this.sequences = sequences;
        Kernels kernels = new Kernels(stream.gpu(), "states.cu");
        sum = kernels.function("sum_states");
        fit = kernels.function("fit");
        draw = kernels.function("draw");
        ByteBuffer pairs = ByteBuffer.allocateDirect(config.layers() * config.heads() * 2 * Double.BYTES)
                .order(ByteOrder.nativeOrder());
        while (pairs.hasRemaining()) {
            pairs.putDouble(0).putDouble(deviation);
        }
        partial = arena.allocate((long) config.heads() * PARTS * 2 * Double.BYTES);
        normals = arena.allocate(pairs.capacity());
        stream.toDevice(normals, pairs.rewind(), pairs.capacity());
        stream.synchronize();
    }

    private long normals(int layer) {
        return normals + (long) layer * config.heads() * 2 * Double.BYTES;
    }

    /** Takes over mean and deviation of each head's states of a layer. */
    public void fit(Stream stream, int layer, long states) {
        int size = config.headDim() * config.dState();
        sum.launch(stream, Grid.of(PARTS, config.heads()), BLOCK, 0, states, partial, sequences, size);
        fit.launch(stream, config.heads(), PARTS, 0, partial, normals(layer), sequences, size);
    }

    /** @param random the step's */
    public void draw(Stream stream, int layer, long states, SplitMix64 random) {
        long count = (long) sequences * config.dInner() * config.dState();
        draw.launch(stream, Grid.cover(count, BLOCK), BLOCK, 0, states, normals(layer),
                random.after(2 * layer * count).counter(), random.step(), sequences, config.heads(),
                config.headDim(), config.dState());
    }
}
