package io.statecap.cuda.network;

import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.network.DeviceWeights.BlockWeights;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.Inference.LayerObserver;
import io.statecap.model.engine.LayerView;
import io.statecap.model.kernel.ForgetScaling;

/** Copies a layer's activations to the host in the form of a {@link LayerView}, and calls an observer with it. */
final class LayerWatch {

    private static final int BLOCKS = 1024;

    private final Mamba2Config config;
    private final Operators operators;
    private final DeviceWeights weights;
    private final ForgetScaling scaling;
    private final HostCopy copy;
    private final Kernel delta;
    private final Kernel widen;
    private final DeviceStates running;
    private final long floats;
    private final long y;

    /** @param rows most rows of a piece */
    LayerWatch(DeviceArena arena, Operators operators, DeviceWeights weights, ForgetScaling scaling, int rows) {
        config = weights.config();
        this.operators = operators;
        this.weights = weights;
        this.scaling = scaling;
        copy = new HostCopy(operators.stream());
        Kernels kernels = new Kernels(operators.stream().gpu(), "observe.cu", operators.arithmetic().macro());
        delta = kernels.function("delta");
        widen = kernels.function("widen");
        running = new DeviceStates(arena, config, 1);
        floats = arena.floats((long) rows * config.convChannels());
        y = arena.allocate((long) rows * config.dInner() * operators.arithmetic().bytes());
    }

    /**
     * @param before states before the piece, of all sequences
     * @param block  activations of the piece
     */
    void layer(int layer, int sequences, int length, DeviceStates before, BlockActivations block,
               LayerObserver observer) {
        BlockWeights w = weights.block(layer);
        var stream = operators.stream();
        int stride = BlockActivations.stride(config);
        int rows = sequences * length;
        long firstDelta = block.projected() + (long) (config.dInner() + config.convChannels())
                * operators.arithmetic().bytes();
        delta.launch(stream, BLOCKS, 256, 0, firstDelta, stride, w.dtBias(), floats, config.heads(),
                (long) rows * config.heads());
        float[] dt = host(floats, (long) rows * config.heads());
        widen.launch(stream, BLOCKS, 256, 0, block.xbc(), floats, (long) rows * config.convChannels());
        float[] xbc = host(floats, (long) rows * config.convChannels());
        float[] a = host(w.logA(), config.heads());
        for (int head = 0; head < a.length; head++) {
            a[head] = (float) -Math.exp(a[head]);
        }
        observer.layer(new LayerView(layer, sequences, length, dt, xbc, a,
                states(layer, sequences, length, before, block), config));
    }

    private float[] host(long address, long count) {
        float[] all = new float[Math.toIntExact(count)];
        copy.toHost(address, all, 0, all.length);
        return all;
    }

    /** Runs the recurrence again, chunk by chunk, since only the states between pieces are kept. */
    private float[] states(int layer, int sequences, int length, DeviceStates before, BlockActivations block) {
        BlockWeights w = weights.block(layer);
        int chunks = (length + Inference.CHUNK - 1) / Inference.CHUNK;
        int size = config.dState() * config.dInner();
        int bytes = operators.arithmetic().bytes();
        int stride = BlockActivations.stride(config);
        float[] all = new float[Math.toIntExact((long) sequences * (chunks + 1) * size)];
        for (int sequence = 0; sequence < sequences; sequence++) {
            before.downloadLayer(copy, layer, sequence, all, null, sequence * (chunks + 1));
            operators.stream().copy(running.states(layer, 0), before.states(layer, sequence),
                    (long) size * Float.BYTES);
            for (int chunk = 0; chunk < chunks; chunk++) {
                long row = (long) sequence * length + (long) chunk * Inference.CHUNK;
                operators.stateSpace().forward(operators.stream(), 1,
                        Math.min(Inference.CHUNK, length - chunk * Inference.CHUNK),
                        block.xbc() + row * config.convChannels() * bytes, block.projected() + row * stride * bytes,
                        stride, w.dtBias(), w.logA(), w.skip(), running.states(layer, 0), (float) scaling.logDecay(),
                        scaling.input(), y, running.states(layer, 0), 0);
                running.downloadLayer(copy, layer, 0, all, null, sequence * (chunks + 1) + chunk + 1);
            }
        }
        return all;
    }
}
