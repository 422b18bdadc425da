package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Grid;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Stream;
import io.statecap.model.Mamba2Config;

/** The recurrence position by position, with every state kept: a twin for tests of small sizes. */
public final class PlainSsd implements StateSpace {

    private final Mamba2Config config;
    private final Kernel forward;
    private final Kernel backward;
    private final Kernel sums;
    private final long states;
    private final long gradient;
    private final long bc;
    private final long bcBytes;
    private final long headSums;

    public PlainSsd(Gpu gpu, DeviceArena arena, Mamba2Config config, int sequences, int length, Arithmetic arithmetic) {
        this.config = config;
        Kernels kernels = new Kernels(gpu, "plain_ssd.cu", arithmetic.macro());
        forward = kernels.function("plain_forward");
        backward = kernels.function("plain_backward");
        sums = kernels.function("plain_sums");
        states = arena.allocate(keptBytes(sequences, length));
        gradient = arena.floats((long) sequences * config.groups() * config.headDim() * config.dState());
        bcBytes = (long) sequences * length * 2 * config.groups() * config.dState() * Float.BYTES;
        bc = arena.allocate(bcBytes);
        headSums = arena.floats((long) sequences * config.heads() * 3);
    }

    @Override
    public long keptBytes(int sequences, int length) {
        return (long) sequences * (length + 1) * config.dInner() * config.dState() * Float.BYTES;
    }

    @Override
    public void forward(Stream stream, int sequences, int length, long xbc, long proj, int ldProj, long dtBias,
                        long aLog, long d, long initial, float logDecay, float inputScale, long y, long last,
                        long kept) {
        forward.launch(stream, Grid.of(config.heads(), sequences), 256, 0, length, config.heads(), config.headDim(),
                config.dState(), config.groups(), xbc, proj, ldProj, config.dInner() + config.convChannels(), dtBias,
                aLog, d, initial, logDecay, inputScale, y, last, kept == 0 ? states : kept);
    }

    @Override
    public void backward(Stream stream, int sequences, int length, long xbc, long proj, int ldProj, long dtBias,
                         long aLog, long d, long initial, long kept, long dy, long dXbc, long dProj, long dDtBias,
                         long dALog, long dD) {
        stream.zero(bc, bcBytes);
        backward.launch(stream, Grid.of(config.groups(), sequences), 256, 0, length, config.heads(), config.headDim(),
                config.dState(), config.groups(), xbc, proj, ldProj, config.dInner() + config.convChannels(), dtBias,
                aLog, d, kept, dy, dXbc, dProj, gradient, bc, headSums);
        sums.launch(stream, Grid.cover(config.heads(), 128), 128, 0, sequences, config.heads(), headSums, dDtBias,
                dALog, dD);
    }
}
