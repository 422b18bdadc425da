package io.statecap.cuda.kernel;

import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Grid;
import io.statecap.cuda.device.HostBuffer;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Stream;
import io.statecap.cuda.network.DeviceWeights;
import io.statecap.cuda.network.HostCopy;
import io.statecap.model.train.TrainingSettings;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * AdamW with clipping, as the CPU's, over all parameters at once. Which step it is, and so the learning rate, is known
 * on the device, where the losses and gradient norms of the last steps are kept as well.
 */
public final class AdamW {

    private static final int BLOCK = 256;
    private static final int MOST_BLOCKS = 1056;

    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final TrainingSettings settings;
    private final DeviceWeights weights;
    private final long elements;
    private final Kernel squares;
    private final Kernel sumLosses;
    private final Kernel begin;
    private final Kernel update;
    private final long gradients;
    private final long firstMoments;
    private final long secondMoments;
    private final long partial;
    private final long rates;
    private final long total;
    private final long step;
    private final long now;
    private final long results;
    private final HostBuffer host;
    private final HostBuffer done;
    private final int slots;

    /** @param slots number of last steps whose results are kept */
    public AdamW(Stream stream, DeviceArena arena, DeviceWeights weights, TrainingSettings settings, int slots) {
        this.settings = settings;
        this.weights = weights;
        this.slots = slots;
        elements = weights.layout().elements();
        Kernels kernels = new Kernels(stream.gpu(), "optimizer.cu");
        squares = kernels.function("squares");
        sumLosses = kernels.function("sum_losses");
        begin = kernels.function("begin_update");
        update = kernels.function("adamw");
        gradients = arena.floats(elements);
        firstMoments = arena.floats(elements);
        secondMoments = arena.floats(elements);
        partial = arena.allocate(MOST_BLOCKS * (long) Double.BYTES);
        rates = arena.floats(3 * Math.max(1, settings.steps()));
        total = arena.allocate(Double.BYTES);
        step = arena.allocate(Long.BYTES);
        now = arena.allocate(4 * Float.BYTES);
        results = arena.allocate(2L * slots * Double.BYTES);
        host = new HostBuffer(stream.gpu(), 2L * slots * Double.BYTES);
        arena.whenClosed(host::close);
        done = new HostBuffer(stream.gpu(), Long.BYTES);
        arena.whenClosed(done::close);
        for (long moments : new long[] {firstMoments, secondMoments}) {
            stream.zero(moments, elements * Float.BYTES);
        }
        stream.zero(total, Double.BYTES);
        float[] host = rates();
        new HostCopy(stream).toDevice(host, 0, host.length, rates);
        start(stream, 0);
    }

    /** What changes from step to step, computed as the CPU's optimiser does. */
    private float[] rates() {
        int steps = Math.toIntExact(settings.steps());
        float[] all = new float[3 * steps];
        for (int i = 0; i < steps; i++) {
            double rate = settings.schedule().rate(i, settings);
            all[3 * i] = (float) (rate / (1 - StrictMath.pow(settings.beta1(), i + 1)));
            all[3 * i + 1] = (float) (1 / Math.sqrt(1 - StrictMath.pow(settings.beta2(), i + 1)));
            all[3 * i + 2] = (float) (1 - rate * settings.weightDecay());
        }
        return all;
    }

    /** Sets the number of steps done. */
    public void start(Stream stream, long stepsDone) {
        done.bytes().putLong(0, stepsDone);
        done.copyTo(stream, step, Long.BYTES);
        stream.synchronize();
    }

    /** Steps whose batches the device has read to the end; asks no driver, so any thread may look at any time. */
    public long stepsRead() {
        return (long) LONG.getVolatile(done.bytes(), 0);
    }

    /** All gradients, float32 in the weights' layout. */
    public long gradients() {
        return gradients;
    }

    public long firstMoments() {
        return firstMoments;
    }

    public long secondMoments() {
        return secondMoments;
    }

    /** Zeros for the gradients. */
    public void clear(Stream stream) {
        stream.zero(gradients, elements * Float.BYTES);
    }

    /** Adds losses of rows, float32, to the step's. */
    public void addLosses(Stream stream, long losses, int rows) {
        sumLosses.launch(stream, 1, 1024, 0, losses, rows, total);
    }

    /** Updates the weights by the gradients. {@code scale}: address of one over the number of losses, float32. */
    public void step(Stream stream, long scale) {
        int blocks = Math.min(MOST_BLOCKS, Grid.cover(elements / 4, BLOCK));
        squares.launch(stream, blocks, BLOCK, 0, gradients, elements, partial);
        begin.launch(stream, 1, 1024, 0, partial, blocks, total, scale, rates, (float) settings.clip(), step, results,
                slots, now, done.address());
        update.launch(stream, blocks, BLOCK, 0, now, gradients, weights.floats(), firstMoments, secondMoments,
                weights.bf16(), weights.layout().decayed(), elements, (float) settings.beta1(),
                (float) settings.beta2(), (float) settings.epsilon());
    }

    /** Loss and gradient norm of the last {@link #slots} steps, by step modulo their number; waits. */
    public double[] results(Stream stream) {
        host.copyFrom(stream, results, 0, 2L * slots * Double.BYTES);
        stream.synchronize();
        double[] all = new double[2 * slots];
        host.bytes().asDoubleBuffer().get(all);
        return all;
    }
}
