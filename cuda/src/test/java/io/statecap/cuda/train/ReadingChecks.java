package io.statecap.cuda.train;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.read.CudaModel;
import io.statecap.datasets.TokenBatch;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.cpu.CpuModel;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.LayerView;
import io.statecap.model.engine.StartStates;
import io.statecap.model.train.InitialStateSource;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reading on the device beside the CPU. */
record ReadingChecks(Gpu gpu) {

    /** Losses, layers' activations and most likely tokens, in pieces of odd lengths. */
    String pieces(Cases one, Arithmetic arithmetic, Mitigation mitigation) throws Exception {
        double[] limits = DeviceChecks.LIMITS.get(arithmetic);
        TokenBatch b = one.batch();
        double worstLoss = 0;
        double worstView = 0;
        int differ = 0;
        try (CudaModel model = CudaModel.of(gpu, arithmetic, one.config(), one.parameters());
             CpuModel cpu = CpuModel.of(one.config(), one.parameters().source());
             Inference device = model.open(b.sequences(), b.length(), mitigation);
             Inference host = cpu.open(b.sequences(), b.length(), mitigation)) {
            for (int from = 0, piece = 1; from < b.length(); from += piece, piece = 3 * piece + 1) {
                piece = Math.min(piece, b.length() - from);
                int[][] parts = {part(b.inputs(), b, from, piece), part(b.targets(), b, from, piece),
                    part(b.ages(), b, from, piece)};
                List<LayerView> views = new ArrayList<>();
                host.read(parts[0], piece, view -> views.add(copy(view)));
                double[] worst = new double[1];
                device.read(parts[0], piece, view ->
                        worst[0] = Math.max(worst[0], distance(view, views.get(view.layer()))));
                worstView = Math.max(worstView, worst[0]);
                float[] wanted = new float[parts[0].length];
                float[] got = new float[parts[0].length];
                host.losses(parts[1], parts[2], piece, (row, loss, correct) -> wanted[row] = (float) loss);
                device.losses(parts[1], parts[2], piece, (row, loss, correct) -> got[row] = (float) loss);
                device.finish();
                worstLoss = Math.max(worstLoss, Checks.distance(got, wanted, got.length));
                differ += Arrays.equals(host.mostLikely(piece), device.mostLikely(piece)) ? 0 : 1;
            }
        }
        String said = String.format("losses %.1e, activations %.1e, %d other tokens", worstLoss, worstView, differ);
        Checks.limit(said + "; losses", worstLoss, 10 * limits[1]);
        Checks.limit(said + "; activations", worstView, limits[2]);
        if (arithmetic == Arithmetic.FLOAT32 && differ > 0) {
            throw new AssertionError(said);
        }
        return said;
    }

    /** Losses by two splits into multiples of a chunk, each read twice: near each other, and the same bits again. */
    String splits(Cases one, Arithmetic arithmetic) {
        float[][] losses = new float[4][];
        try (CudaModel model = CudaModel.of(gpu, arithmetic, one.config(), one.parameters())) {
            for (int i = 0; i < losses.length; i++) {
                losses[i] = losses(model, one.batch(), i % 2 == 0 ? Inference.CHUNK : 5 * Inference.CHUNK);
            }
        }
        if (!Arrays.equals(losses[0], losses[2]) || !Arrays.equals(losses[1], losses[3])) {
            throw new AssertionError("other bits when the same pieces are read again");
        }
        return String.format("same bits again; another split %.1e", Checks.limit("losses",
                Checks.distance(losses[1], losses[0], losses[0].length), DeviceChecks.LIMITS.get(arithmetic)[1]));
    }

    private static float[] losses(CudaModel model, TokenBatch b, int most) {
        float[] losses = new float[b.inputs().length];
        try (Inference inference = model.open(b.sequences(), most, Mitigation.NONE)) {
            for (int from = 0; from < b.length(); from += most) {
                int piece = Math.min(most, b.length() - from);
                int first = from;
                inference.read(part(b.inputs(), b, from, piece), piece);
                inference.losses(part(b.targets(), b, from, piece), part(b.ages(), b, from, piece), piece,
                        (row, loss, correct) ->
                                losses[row / piece * b.length() + first + row % piece] = (float) loss);
            }
            inference.finish();
        }
        return losses;
    }

    /** Of each sequence, one after another. */
    private static int[] part(int[] all, TokenBatch b, int from, int count) {
        int[] part = new int[b.sequences() * count];
        for (int s = 0; s < b.sequences(); s++) {
            System.arraycopy(all, s * b.length() + from, part, s * count, count);
        }
        return part;
    }

    private static LayerView copy(LayerView v) {
        return new LayerView(v.layer(), v.sequences(), v.length(), v.dt().clone(), v.xbc().clone(), v.a().clone(),
                v.states().clone(), v.config());
    }

    private static double distance(LayerView x, LayerView wanted) {
        Mamba2Config c = x.config();
        int rows = x.sequences() * x.length();
        double worst = Checks.distance(x.dt(), wanted.dt(), rows * c.heads());
        worst = Math.max(worst, Checks.distance(x.xbc(), wanted.xbc(), rows * c.convChannels()));
        worst = Math.max(worst, Checks.distance(x.a(), wanted.a(), c.heads()));
        int size = c.dState() * c.dInner();
        for (int sequence = 0; sequence < x.sequences(); sequence++) {
            for (int tokens = 0; tokens <= x.length(); tokens = tokens == x.length() ? tokens + 1
                    : Math.min(x.length(), tokens + Inference.CHUNK)) {
                int at = x.stateAfter(sequence, tokens);
                int wantedAt = wanted.stateAfter(sequence, tokens);
                worst = Math.max(worst, Checks.distance(Arrays.copyOfRange(x.states(), at, at + size),
                        Arrays.copyOfRange(wanted.states(), wantedAt, wantedAt + size), size));
            }
        }
        return worst;
    }

    /** Sequences that start from given states, and copies of states between inferences. */
    String startStates(Cases one, Arithmetic arithmetic) throws Exception {
        TokenBatch b = one.batch();
        TrainingSettings settings = new TrainingSettings(48, 48 * 4 * 8, 48 * 4, 0, Schedule.WSD, 0.2, 0.2, 0.1, 0.9,
                0.95, 1e-8, 1, 5, new InitialStates(InitialStates.Kind.NOISE, 0.5, true));
        StartStates states = new InitialStateSource(one.config(), settings).first(0, new boolean[4], 2);
        float[][] losses = new float[3][b.inputs().length];
        try (CudaModel model = CudaModel.of(gpu, arithmetic, one.config(), one.parameters());
             CpuModel cpu = CpuModel.of(one.config(), one.parameters().source());
             Inference device = model.open(2, b.length(), Mitigation.NONE);
             Inference other = model.open(2, b.length(), Mitigation.NONE);
             Inference host = cpu.open(2, b.length(), Mitigation.NONE)) {
            for (Inference inference : List.of(device, host)) {
                inference.start(0, states, 1);
                inference.start(1, states, 0);
            }
            other.copySequence(device, 0, 0);
            other.copySequence(device, 1, 1);
            int i = 0;
            for (Inference inference : List.of(device, other, host)) {
                float[] into = losses[i++];
                inference.read(b.inputs(), b.length());
                inference.losses(b.targets(), b.ages(), b.length(), (row, loss, correct) -> into[row] = (float) loss);
                inference.finish();
            }
        }
        if (!Arrays.equals(losses[0], losses[1])) {
            throw new AssertionError("other bits after a copy of states");
        }
        return String.format("losses %.1e", Checks.limit("losses",
                Checks.distance(losses[0], losses[2], losses[0].length), 10 * DeviceChecks.LIMITS.get(arithmetic)[1]));
    }

    /** A mitigation that the device has not is read by the CPU on the same weights. */
    String window(Cases one) throws Exception {
        try (CudaModel model = CudaModel.of(gpu, Arithmetic.BF16, one.config(), one.parameters());
             CpuModel cpu = CpuModel.of(one.config(), one.parameters().source())) {
            double[][] losses = new double[2][];
            for (FrozenModel m : List.of(model, cpu)) {
                double[] all64 = new double[one.batch().inputs().length];
                try (Inference inference = m.open(5, 64, new Mitigation.Window(7))) {
                    inference.read(one.batch().inputs(), 64);
                    inference.losses(one.batch().targets(), one.batch().ages(), 64, (row, loss, correct) ->
                            all64[row] = loss);
                    inference.finish();
                }
                losses[m == cpu ? 1 : 0] = all64;
            }
            if (!Arrays.equals(losses[0], losses[1])) {
                throw new AssertionError("other bits than the CPU's");
            }
            return "the CPU's bits";
        }
    }
}
