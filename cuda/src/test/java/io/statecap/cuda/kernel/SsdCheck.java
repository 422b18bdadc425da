package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.model.Mamba2Config;
import io.statecap.model.kernel.ForgetScaling;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@link Ssd} beside {@link SsdTwin}, and twice with the same bits. */
final class SsdCheck implements KernelCheck {

    /** Awkward sizes, all for two or more of: one position, primes, a chunk's end, groups, padding, no vectors. */
    static final List<SsdCheck> ALL = List.of(
            new SsdCheck(4, 64, 128, 1, 2, 256, false, false), new SsdCheck(4, 64, 128, 2, 2, 257, true, false),
            new SsdCheck(8, 64, 128, 1, 1, 600, true, false), new SsdCheck(4, 16, 16, 1, 3, 97, false, false),
            new SsdCheck(2, 16, 8, 1, 2, 1, true, false), new SsdCheck(4, 8, 16, 2, 2, 255, false, true),
            new SsdCheck(3, 24, 24, 1, 2, 65, true, true), new SsdCheck(2, 128, 256, 1, 1, 257, true, true),
            new SsdCheck(2, 128, 16, 1, 2, 130, true, false), new SsdCheck(8, 32, 64, 2, 2, 511, false, true),
            new SsdCheck(2, 5, 3, 1, 2, 70, true, false), new SsdCheck(4, 16, 16, 1, 3, 32, false, false),
            new SsdCheck(2, 64, 192, 1, 1, 200, true, false), new SsdCheck(3, 64, 128, 1, 2, 63, false, false));

    /** Largest relative distances; measured: 4e-7, 5e-4 and 3e-3, sums of cancelling gradients 2e-5 in float32. */
    private static final Map<Arithmetic, Double> LIMITS = Map.of(Arithmetic.FLOAT32, 2e-6, Arithmetic.TF32, 2e-3,
            Arithmetic.BF16, 1e-2);
    private static final double CANCELLING = 5e-5;

    private final Mamba2Config config;
    private final int sequences;
    private final int length;
    private final boolean initial;
    private final boolean strong;

    private SsdCheck(int heads, int headDim, int dState, int groups, int sequences, int length, boolean initial,
                     boolean strong) {
        Mamba2Config.Range any = new Mamba2Config.Range(1, 1);
        config = new Mamba2Config(heads * headDim, 1, dState, headDim, 1, 4, groups, true, 2, any, any);
        this.sequences = sequences;
        this.length = length;
        this.initial = initial;
        this.strong = strong;
    }

    @Override
    public String toString() {
        return "state space h" + config.heads() + " p" + config.headDim() + " n" + config.dState() + " g"
                + config.groups() + " " + sequences + "x" + length + (initial ? " initial" : "") + (strong ? " strong" : "");
    }

    /** What came back from the device. */
    private record Results(float[] y, float[] last, float[] dXbc, float[] dRaw, float[] dHeads) {
        boolean same(Results other) {
            return Arrays.equals(y, other.y) && Arrays.equals(last, other.last) && Arrays.equals(dXbc, other.dXbc)
                    && Arrays.equals(dRaw, other.dRaw) && Arrays.equals(dHeads, other.dHeads);
        }
    }

    @Override
    public String run(Gpu gpu, Arithmetic arithmetic) {
        SsdArrays in = SsdArrays.random(config, sequences, length, initial, strong, arithmetic.bf16(), length);
        ForgetScaling forget = new ForgetScaling(-0.013, 0.7f);
        SsdTwin twin = new SsdTwin(config, in, ForgetScaling.NONE, sequences, length);
        SsdTwin forgetting = new SsdTwin(config, in, forget, sequences, length);
        Results first = device(gpu, arithmetic, in, ForgetScaling.NONE);
        if (!first.same(device(gpu, arithmetic, in, ForgetScaling.NONE))) {
            throw new AssertionError("two runs differ");
        }
        int heads = config.heads();
        double limit = LIMITS.get(arithmetic);
        double sums = Math.max(limit, CANCELLING);
        Distances said = new Distances();
        said.near("y", first.y, 0, twin.y, twin.y, limit);
        said.near("state", first.last, 0, twin.last, twin.last, limit);
        said.near("dx dB dC", first.dXbc, 0, twin.dXbc, twin.dXbc, limit);
        said.near("dΔ", first.dRaw, 0, twin.dRaw, twin.dRaw, limit);
        said.near("dBias", first.dHeads, 0, twin.dBias, twin.sizeOfBias, sums);
        said.near("dA", first.dHeads, heads, twin.dLogA, twin.sizeOfLogA, sums);
        said.near("dD", first.dHeads, 2 * heads, twin.dSkip, twin.dSkip, limit);
        said.near("y forgetting", device(gpu, arithmetic, in, forget).y, 0, forgetting.y, forgetting.y, limit);
        return said.toString();
    }

    private Results device(Gpu gpu, Arithmetic arithmetic, SsdArrays in, ForgetScaling scaling) {
        int rows = sequences * length;
        int heads = config.heads();
        int inner = config.dInner();
        // Columns before those of dt are not read.
        int stride = (inner + config.convChannels() + heads + 7) / 8 * 8;
        float[] proj = new float[rows * stride];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(in.raw(), row * heads, proj, row * stride + inner + config.convChannels(), heads);
        }
        try (DeviceArrays on = new DeviceArrays(gpu, arithmetic)) {
            Ssd ssd = new Ssd(gpu, on.arena, config, sequences, length, arithmetic, true);
            long projected = on.operands(proj);
            long xbc = on.operands(in.xbc());
            long dy = on.operands(in.dy());
            long bias = on.floats(in.bias());
            long logA = on.floats(in.logA());
            long skip = on.floats(in.skip());
            long before = in.initial() == null ? 0 : on.floats(in.initial());
            long kept = on.arena.allocate(ssd.keptBytes(sequences, length));
            long y = on.operands(rows * inner);
            long last = on.arena.floats((long) sequences * inner * config.dState());
            long dXbc = on.operands(rows * config.convChannels());
            long dProj = on.operands(rows * stride);
            long dHeads = on.floats(new float[3 * heads]);
            ssd.forward(on.stream, sequences, length, xbc, projected, stride, bias, logA, skip, before,
                    (float) scaling.logDecay(), scaling.input(), y, last, kept);
            ssd.backward(on.stream, sequences, length, xbc, projected, stride, bias, logA, skip, before, kept, dy, dXbc,
                    dProj, dHeads, dHeads + (long) heads * Float.BYTES, dHeads + 2L * heads * Float.BYTES);
            float[] gradient = on.readOperands(dProj, rows * stride);
            float[] dRaw = new float[rows * heads];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(gradient, row * stride + inner + config.convChannels(), dRaw, row * heads, heads);
            }
            return new Results(on.readOperands(y, rows * inner),
                    on.readFloats(last, sequences * inner * config.dState()),
                    on.readOperands(dXbc, rows * config.convChannels()), dRaw, on.readFloats(dHeads, 3 * heads));
        }
    }
}
