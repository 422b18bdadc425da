package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.datasets.SplitMix64;
import io.statecap.model.Mamba2Config;
import io.statecap.model.network.CarriedState;
import io.statecap.model.train.InitialStateSource;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.TrainingSettings;
import java.util.List;
import java.util.SplittableRandom;

/** {@link StateNoise} beside the CPU's draws, around zero and fitted to states that are there. */
record StateNoiseCheck(InitialStates.Kind kind, int sequences, int headDim, int dState) implements KernelCheck {

    static final List<StateNoiseCheck> ALL = List.of(new StateNoiseCheck(InitialStates.Kind.NOISE, 1, 5, 3),
            new StateNoiseCheck(InitialStates.Kind.NOISE, 7, 16, 128),
            new StateNoiseCheck(InitialStates.Kind.FITTED, 3, 8, 17),
            new StateNoiseCheck(InitialStates.Kind.FITTED, 13, 64, 16));
    private static final int LENGTH = 8;
    private static final long SEED = 11;
    private static final long STEP = 5;
    private static final double DEVIATION = 0.3;

    @Override
    public String toString() {
        return "noise " + kind + ", " + sequences + " x " + headDim + " x " + dState;
    }

    @Override
    public String run(Gpu gpu, Arithmetic arithmetic) {
        Mamba2Config config = new Mamba2Config(2 * headDim, 2, dState, headDim, 2, 4, 1, true, 11,
                new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1));
        TrainingSettings settings = new TrainingSettings(LENGTH, sequences * LENGTH * 10L, sequences * LENGTH, 0,
                Schedule.CONSTANT, 0, 0, 0.1, 0.9, 0.95, 1e-8, 1, SEED, new InitialStates(kind, DEVIATION, true));
        InitialStateSource source = new InitialStateSource(config, settings);
        CarriedState state = source.state();
        SplittableRandom random = new SplittableRandom(dState);
        for (int layer = 0; layer < config.layers(); layer++) {
            for (int i = 0; i < elements(config); i++) {
                state.states(layer)[i] = (float) (layer + i % config.dInner() / headDim + random.nextGaussian());
            }
        }
        Distances said = new Distances();
        try (DeviceArrays on = new DeviceArrays(gpu, arithmetic)) {
            StateNoise noise = new StateNoise(on.stream, on.arena, config, sequences, DEVIATION);
            long[] states = new long[config.layers()];
            for (int layer = 0; layer < states.length; layer++) {
                states[layer] = on.floats(onDevice(config, state.states(layer)));
                if (kind == InitialStates.Kind.FITTED) {
                    noise.fit(on.stream, layer, states[layer]);
                }
            }
            source.before(STEP, new boolean[sequences]);
            SplitMix64 numbers = InitialStateSource.random(SEED, STEP);
            for (int layer = 0; layer < states.length; layer++) {
                noise.draw(on.stream, layer, states[layer], numbers);
                float[] wanted = onDevice(config, state.states(layer));
                double[] exact = new double[wanted.length];
                for (int i = 0; i < exact.length; i++) {
                    exact[i] = wanted[i];
                }
                said.near("layer " + layer, on.readFloats(states[layer], exact.length), exact, 1e-8);
            }
        }
        return said.toString();
    }

    private int elements(Mamba2Config config) {
        return sequences * config.dInner() * dState;
    }

    /** From [sequences, dState, dInner] to [sequences, dInner, dState]. */
    private float[] onDevice(Mamba2Config config, float[] states) {
        float[] transposed = new float[elements(config)];
        int inner = config.dInner();
        for (int i = 0; i < transposed.length; i++) {
            transposed[(i / (inner * dState) * inner + i % inner) * dState + i / inner % dState] = states[i];
        }
        return transposed;
    }
}
