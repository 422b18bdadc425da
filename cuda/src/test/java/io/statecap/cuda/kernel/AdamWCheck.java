package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.network.DeviceWeights;
import io.statecap.cuda.network.HostCopy;
import io.statecap.cuda.network.ParameterLayout;
import io.statecap.model.HeapParameters;
import io.statecap.model.Mamba2Config;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.TrainingSettings;
import java.util.SplittableRandom;

/** {@link AdamW} over some steps, of which some are clipped, on a model with parameters of odd sizes. */
record AdamWCheck() implements KernelCheck {

    private static final int STEPS = 7;
    private static final float SCALE = 0.25f;
    /** Weights in float32 and as bf16; moments; clipped sums of squares are doubles. */
    private static final double LIMIT = 1e-6;
    private static final double BF16_LIMIT = 3e-3;

    @Override
    public String toString() {
        return "AdamW";
    }

    @Override
    public String run(Gpu gpu, Arithmetic arithmetic) {
        Mamba2Config.Range any = new Mamba2Config.Range(1, 1);
        Mamba2Config config = new Mamba2Config(20, 3, 7, 5, 2, 3, 2, false, 13, any, any);
        TrainingSettings settings = new TrainingSettings(8, 8 * STEPS, 8, 3e-3, Schedule.WSD, 0.3, 0.3, 0.1, 0.9, 0.95,
                1e-8, 40, 1, InitialStates.ZERO);
        ParameterLayout layout = new ParameterLayout(config);
        int size = (int) layout.elements();
        SplittableRandom random = new SplittableRandom(7);
        HeapParameters start = HeapParameters.initialise(config, 3);
        Distances said = new Distances();
        try (DeviceArrays on = new DeviceArrays(gpu, arithmetic)) {
            DeviceWeights weights = new DeviceWeights(on.arena, config, arithmetic, false);
            weights.upload(on.stream, start);
            AdamW optimizer = new AdamW(on.stream, on.arena, weights, settings, STEPS);
            double[] w = doubles(on.readFloats(weights.floats(), size));
            double[] m = new double[size];
            double[] v = new double[size];
            double[] norms = new double[STEPS];
            double[] losses = new double[STEPS];
            HostCopy copy = new HostCopy(on.stream);
            for (int step = 0; step < STEPS; step++) {
                // Norms around the limit of clipping.
                float[] g = gradient(random, layout, size, step % 2 == 0 ? 3 : 0.1);
                optimizer.clear(on.stream);
                copy.toDevice(g, 0, size, optimizer.gradients());
                float[] rows = DeviceArrays.random(random, 33, 1, false);
                optimizer.addLosses(on.stream, on.floats(rows), rows.length);
                optimizer.step(on.stream, on.floats(new float[] {SCALE}));
                for (float row : rows) {
                    losses[step] += row * (double) SCALE;
                }
                norms[step] = update(settings, layout, step, g, w, m, v);
            }
            double[] results = optimizer.results(on.stream);
            float[] measured = new float[2 * STEPS];
            for (int step = 0; step < STEPS; step++) {
                measured[step] = (float) results[2 * step];
                measured[STEPS + step] = (float) results[2 * step + 1];
            }
            said.near("losses", measured, 0, losses, losses, LIMIT);
            said.near("norms", measured, STEPS, norms, norms, LIMIT);
            said.near("weights", on.readFloats(weights.floats(), size), w, LIMIT);
            said.near("first moments", on.readFloats(optimizer.firstMoments(), size), m, LIMIT);
            said.near("second moments", on.readFloats(optimizer.secondMoments(), size), v, LIMIT);
            if (arithmetic.bf16()) {
                said.near("weights as bf16", on.readOperands(weights.bf16(), size), w, BF16_LIMIT);
            }
            if (optimizer.stepsRead() != STEPS) {
                throw new AssertionError("the host saw " + optimizer.stepsRead() + " steps");
            }
        }
        return said.toString();
    }

    /** Zeros between the parameters, as in a training. */
    private static float[] gradient(SplittableRandom random, ParameterLayout layout, int size, double deviation) {
        float[] g = new float[size];
        layout.shapes().forEach((name, shape) -> {
            float[] part = DeviceArrays.random(random, (int) shape.elements(), deviation, false);
            System.arraycopy(part, 0, g, (int) layout.offset(name), part.length);
        });
        return g;
    }

    private static double update(TrainingSettings s, ParameterLayout layout, int step, float[] g, double[] w,
                                 double[] m, double[] v) {
        double squares = 0;
        for (float one : g) {
            squares += (double) one * one;
        }
        double norm = Math.sqrt(squares);
        double clip = Math.min(1, s.clip() / (norm + 1e-6));
        double rate = s.schedule().rate(step, s);
        for (int i = 0; i < w.length; i++) {
            double d = g[i] * clip;
            m[i] = s.beta1() * m[i] + (1 - s.beta1()) * d;
            v[i] = s.beta2() * v[i] + (1 - s.beta2()) * d * d;
            double direction = m[i] / (1 - Math.pow(s.beta1(), step + 1))
                    / (Math.sqrt(v[i] / (1 - Math.pow(s.beta2(), step + 1))) + s.epsilon());
            w[i] = w[i] * (i < layout.decayed() ? 1 - rate * s.weightDecay() : 1) - rate * direction;
        }
        return norm;
    }

    private static double[] doubles(float[] values) {
        double[] all = new double[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i];
        }
        return all;
    }
}
