package io.statecap.cuda.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.kernel.KernelCheck;
import io.statecap.datasets.TokenBatch;
import io.statecap.model.HeapParameters;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.ParameterReader;
import io.statecap.model.engine.DeviceException;
import io.statecap.model.engine.ModelEngine.OtherEngineException;
import io.statecap.model.network.CarriedState;
import io.statecap.model.train.BatchGradient;
import io.statecap.model.train.InitialStateSource;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.StepResult;
import io.statecap.model.train.TrainingSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What needs a GPU: each result of the device beside its twin on the CPU or its golden value. {@code cuda/check}
 * runs it; the argument is a pattern of names.
 */
public final class DeviceChecks {

    private static final List<String> GOLDEN = List.of("tiny", "long", "grouped");
    /** Relative distances: gradients, losses, activations; curve of losses. */
    static final Map<Arithmetic, double[]> LIMITS = Map.of(
            Arithmetic.FLOAT32, new double[] {1e-4, 2e-6, 2e-5, 1e-3},
            Arithmetic.TF32, new double[] {2e-2, 1e-3, 5e-3, 2e-2},
            Arithmetic.BF16, new double[] {1e-1, 1e-2, 3e-2, 5e-2});

    private final Gpu gpu = Gpu.open(Integer.getInteger("statecap.device", 0));
    private final ReadingChecks reading = new ReadingChecks(gpu);

    private interface Adder {
        void add(String name, Checks.Check check);
    }

    private DeviceChecks() {}

    public static void main(String[] arguments) {
        DeviceChecks checks = new DeviceChecks();
        System.out.println(checks.gpu.name() + ", " + checks.gpu.architecture());
        Checks all = new Checks();
        checks.add(all);
        System.exit(all.run(arguments.length > 0 ? arguments[0] : ".*") ? 0 : 1);
    }

    private void add(Checks checks) {
        Adder all = (name, check) -> checks.add(name, () -> {
            gpu.use();
            return check.run();
        });
        addOnce(all);
        for (Arithmetic arithmetic : Arithmetic.values()) {
            for (String name : GOLDEN) {
                all.add("golden gradients " + name + " " + arithmetic, () -> golden(Cases.golden(name), arithmetic));
            }
            for (KernelCheck one : KernelCheck.all()) {
                all.add(one + " " + arithmetic, () -> one.run(gpu, arithmetic));
            }
            for (Cases one : awkward()) {
                all.add("gradients " + one + " " + arithmetic, () -> gradients(one, arithmetic, whole(one)));
                all.add("reading " + one + " " + arithmetic, () -> reading.pieces(one, arithmetic, Mitigation.NONE));
            }
            all.add("golden curve " + arithmetic, () -> curve(arithmetic));
            for (InitialStates.Kind kind : InitialStates.Kind.values()) {
                all.add("initial states " + kind + " " + arithmetic, () -> initialStates(kind, arithmetic));
                all.add("resume " + kind + " " + arithmetic, () -> resume(kind, arithmetic, false));
            }
            all.add("recompute " + arithmetic, () -> resume(InitialStates.Kind.CARRIED, arithmetic, true));
            all.add("side by side " + arithmetic, () -> sideBySide(arithmetic));
            all.add("micro-batches " + arithmetic, () -> gradients(awkward().get(2), arithmetic,
                    new BatchPlan(5, 2, false)));
            all.add("start states " + arithmetic, () -> reading.startStates(awkward().get(4), arithmetic));
            all.add("splits " + arithmetic, () -> reading.splits(awkward().get(8), arithmetic));
            all.add("forget " + arithmetic, () -> reading.pieces(awkward().get(4), arithmetic,
                    new Mitigation.Forget(0.99, 0.75)));
        }
    }

    private void addOnce(Adder all) {
        all.add("checkpoint of another precision", this::otherPrecision);
        all.add("out of memory", this::outOfMemory);
        all.add("window by the CPU", () -> reading.window(awkward().get(2)));
    }

    private static List<Cases> awkward() {
        List<Cases> all = new ArrayList<>();
        int[][] sizes = {
            // dModel, layers, dState, headDim, dConv, groups, vocabulary, sequences, length
            {8, 1, 8, 4, 2, 1, 11, 3, 1}, {24, 2, 12, 6, 3, 2, 47, 2, 63}, {32, 2, 16, 16, 4, 1, 160, 5, 64},
            {32, 1, 64, 16, 4, 2, 31, 3, 65}, {64, 2, 32, 32, 4, 1, 97, 2, 127}, {64, 1, 128, 64, 4, 1, 50, 2, 257},
            {64, 1, 256, 64, 3, 1, 50, 1, 255}, {20, 2, 7, 5, 1, 2, 13, 2, 130}, {256, 1, 128, 64, 4, 1, 1000, 2, 521},
            {512, 1, 16, 64, 4, 1, 300, 2, 40}, {64, 1, 16, 16, 4, 1, 5003, 2, 33}};
        for (int[] s : sizes) {
            all.add(Cases.random(new Mamba2Config(s[0], s[1], s[2], s[3], 2, s[4], s[5], s[0] % 3 != 2, s[6],
                    new Mamba2Config.Range(0.0625, 16), new Mamba2Config.Range(0.001, 0.5)), s[7], s[8], s[0] + s[8]));
        }
        return all;
    }

    private static BatchPlan whole(Cases one) {
        return new BatchPlan(one.batch().sequences(), one.batch().sequences(), false);
    }

    private CudaTraining training(Cases one, Arithmetic arithmetic, TrainingSettings settings) {
        return CudaTraining.start(gpu, arithmetic, one.config(), one.parameters(), settings, one.source(), false);
    }

    private String golden(Cases one, Arithmetic arithmetic) throws Exception {
        HeapParameters wanted = new HeapParameters(one.config());
        wanted.copyFrom(one.golden(), "grad.");
        return compare(one, arithmetic, one.golden().read("loss")[0], wanted, whole(one));
    }

    private String gradients(Cases one, Arithmetic arithmetic, BatchPlan plan) {
        TokenBatch b = one.batch();
        try (BatchGradient cpu = new BatchGradient(one.config(), one.parameters(), b.sequences(), b.length(), 1,
                false)) {
            double loss = cpu.run(b, null);
            HeapParameters wanted = new HeapParameters(one.config());
            cpu.gradients().forEach((name, g) -> wanted.write(name, 0, g, 0, (int) wanted.size(name)));
            return compare(one, arithmetic, loss, wanted, plan);
        }
    }

    private String compare(Cases one, Arithmetic arithmetic, double loss, HeapParameters wanted, BatchPlan plan) {
        double[] limits = LIMITS.get(arithmetic);
        try (CudaTraining training = CudaTraining.start(gpu, arithmetic, one.config(), one.parameters(),
                one.settings(2, 1e-3), one.source(), plan)) {
            StepResult result = training.steps(1).get(0);
            ParameterReader gradients = training.gradients();
            double worst = 0;
            String name = "";
            for (String parameter : wanted.shapes().keySet()) {
                float[] g = new float[(int) wanted.size(parameter)];
                gradients.read(parameter, 0, g, 0, g.length);
                double distance = Checks.distance(g, wanted.get(parameter), g.length);
                if (!(distance <= worst)) {
                    worst = distance;
                    name = parameter;
                }
            }
            double lossError = Math.abs(result.loss() - loss) / loss;
            String said = String.format("loss %.1e, worst gradient %.1e of %s", lossError, worst, name);
            Checks.limit(said + "; loss", lossError, limits[1]);
            Checks.limit(said + "; gradient", worst, limits[0]);
            return said;
        }
    }

    private String curve(Arithmetic arithmetic) {
        Cases tiny = Cases.golden("tiny");
        JsonNode curve = Cases.curve("tiny");
        int steps = curve.get("loss").size();
        int tokens = tiny.batch().sequences() * tiny.batch().length();
        TrainingSettings settings = new TrainingSettings(tiny.batch().length(), (long) tokens * steps, tokens,
                curve.get("lr").asDouble(), Schedule.CONSTANT, 0, 0, curve.get("weight_decay").asDouble(),
                curve.get("betas").get(0).asDouble(), curve.get("betas").get(1).asDouble(),
                curve.get("eps").asDouble(), curve.get("clip").asDouble(), 0, InitialStates.ZERO);
        double worst = 0;
        double worstNorm = 0;
        try (CudaTraining training = training(tiny, arithmetic, settings)) {
            for (StepResult step : training.steps(steps)) {
                int i = (int) step.step() - 1;
                worst = Math.max(worst, Math.abs(step.loss() / curve.get("loss").get(i).asDouble() - 1));
                double norm = curve.get("grad_norm").get(i).asDouble();
                worstNorm = Math.max(worstNorm, Math.abs(step.gradNorm() / norm - 1));
            }
        }
        String said = String.format("loss %.1e, gradient norm %.1e", worst, worstNorm);
        Checks.limit(said + "; loss", worst, LIMITS.get(arithmetic)[3]);
        return said;
    }

    private static TrainingSettings settings(InitialStates.Kind kind, double rate) {
        return new TrainingSettings(48, 48 * 4 * 8, 48 * 4, rate, Schedule.WSD, 0.2, 0.2, 0.1, 0.9, 0.95, 1e-8, 1, 5,
                new InitialStates(kind, 0.5, true));
    }

    private static Cases stream() {
        return Cases.random(new Mamba2Config(32, 2, 16, 16, 2, 4, 1, true, 61, new Mamba2Config.Range(0.0625, 1),
                new Mamba2Config.Range(0.001, 0.1)), 7, 5000, 11);
    }

    private String otherPrecision() throws Exception {
        Cases one = stream();
        TrainingSettings settings = settings(InitialStates.Kind.ZERO, 1e-3);
        try (CudaTraining training = training(one, Arithmetic.TF32, settings)) {
            byte[] checkpoint = checkpoint(training);
            try (CudaTraining resumed = CudaTraining.resume(gpu, Arithmetic.BF16, one.config(), settings, one.source(),
                    false, new ByteArrayInputStream(checkpoint))) {
                throw new AssertionError("resumed");
            } catch (OtherEngineException e) {
                return e.getMessage();
            }
        }
    }

    private String outOfMemory() {
        Mamba2Config config = new Mamba2Config(16384, 48, 128, 64, 2, 4, 1, true, 100, new Mamba2Config.Range(1, 16),
                new Mamba2Config.Range(0.001, 0.1));
        TokenBatch batch = TokenBatch.zeros(1, 64);
        Cases one = new Cases("large", config, null, batch, null);
        try (CudaTraining training = CudaTraining.start(gpu, Arithmetic.FLOAT32, config, null, one.settings(1, 0),
                one.source(), false)) {
            throw new AssertionError("fits");
        } catch (DeviceException e) {
            // What was allocated is free again.
            curve(Arithmetic.FLOAT32);
            return e.getMessage();
        }
    }

    /** Losses of steps at rate 0 beside those of the CPU, from the CPU's own initial states. */
    private String initialStates(InitialStates.Kind kind, Arithmetic arithmetic) {
        Cases one = stream();
        TrainingSettings settings = settings(kind, 0);
        InitialStateSource source = new InitialStateSource(one.config(), settings);
        double worst = 0;
        try (CudaTraining training = training(one, arithmetic, settings);
             BatchGradient cpu = new BatchGradient(one.config(), one.parameters(), settings.sequences(),
                     settings.length(), 1, false)) {
            var batches = settings.batches(one.source(), one.config().vocabulary());
            for (long step = 0; step < settings.steps(); step++) {
                var batch = batches.apply(step);
                CarriedState state = source.before(step, batch.documentStart());
                double loss = cpu.run(batch, state);
                StepResult result = training.steps(1).get(0);
                worst = Math.max(worst, Math.abs(result.loss() / loss - 1));
            }
        }
        return String.format("loss %.1e", Checks.limit("loss", worst, LIMITS.get(arithmetic)[1]));
    }

    private static byte[] checkpoint(CudaTraining training) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        training.writeCheckpoint(out);
        return out.toByteArray();
    }

    private String resume(InitialStates.Kind kind, Arithmetic arithmetic, boolean recompute) throws Exception {
        Cases one = stream();
        TrainingSettings settings = settings(kind, 1e-3);
        byte[] whole;
        try (CudaTraining training = training(one, arithmetic, settings)) {
            training.steps(100);
            whole = checkpoint(training);
        }
        byte[] half;
        try (CudaTraining training = training(one, arithmetic, settings)) {
            training.steps(1);
            training.steps(2);
            half = checkpoint(training);
        }
        try (CudaTraining training = CudaTraining.resume(gpu, arithmetic, one.config(), settings, one.source(),
                recompute, new ByteArrayInputStream(half))) {
            training.steps(100);
            if (!Arrays.equals(whole, checkpoint(training))) {
                throw new AssertionError("other bits after a resume");
            }
        }
        return whole.length + " bytes equal";
    }

    private String sideBySide(Arithmetic arithmetic) throws Exception {
        Cases one = Cases.random(new Mamba2Config(256, 2, 128, 64, 2, 4, 1, true, 1024,
                new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1)), 8, 256, 4);
        byte[][] results = new byte[5][];
        run(one, arithmetic, results, 0);
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i < results.length; i++) {
            int index = i;
            Thread thread = new Thread(() -> run(one, arithmetic, results, index));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (byte[] result : results) {
            if (!Arrays.equals(results[0], result)) {
                throw new AssertionError("other bits side by side");
            }
        }
        return results.length - 1 + " side by side equal to one alone";
    }

    private void run(Cases one, Arithmetic arithmetic, byte[][] results, int index) {
        gpu.use();
        try (CudaTraining training = training(one, arithmetic, one.settings(20, 1e-3))) {
            training.steps(20);
            results[index] = checkpoint(training);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
