package io.statecap.model.train;

import io.statecap.datasets.Split;
import io.statecap.datasets.SplitMix64;
import io.statecap.model.HeapParameters;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.StartStates;
import io.statecap.model.io.Shape;
import io.statecap.model.network.CarriedState;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ObjIntConsumer;

/**
 * Makes the initial states of each step of a training. Between steps it holds the final states of the step before;
 * these and the step's number determine the next initial states, so a checkpoint that has them resumes to the same
 * bits.
 */
public final class InitialStateSource {

    /** Makes the noise independent of the data, which use the same seed. */
    private static final long NOISE = 0x6e6f697365L;

    private final Mamba2Config config;
    private final TrainingSettings settings;
    private final CarriedState state;

    /** From zeros. */
    public InitialStateSource(Mamba2Config config, TrainingSettings settings) {
        this.config = config;
        this.settings = settings;
        state = new CarriedState(config, settings.sequences());
    }

    /** The first {@code most} states of {@link #before}, which changes nothing here. */
    public StartStates first(long step, boolean[] documentStart, int most) {
        if (settings.start().kind() == InitialStates.Kind.ZERO) {
            return StartStates.EMPTY;
        }
        InitialStateSource copy = new InitialStateSource(config, settings);
        for (int sequence = 0; sequence < state.sequences(); sequence++) {
            copy.state.copySequence(state, sequence, sequence);
        }
        return copy.before(step, documentStart).first(Math.min(most, state.sequences()));
    }

    /**
     * Initial states of a step, which the step overwrites by its final ones; null for zeros, where final states are not
     * used either.
     *
     * @param step          from 0
     * @param documentStart sequences whose segment opens a document
     */
    public CarriedState before(long step, boolean[] documentStart) {
        switch (settings.start().kind()) {
            case ZERO -> {
                return null;
            }
            case CARRIED -> {
                for (int sequence = 0; sequence < state.sequences(); sequence++) {
                    if (documentStart[sequence]) {
                        state.clear(sequence);
                    }
                }
            }
            case PASSED -> clearHistory();
            case NOISE -> draw(step, (layer, head) -> new Normal(0, settings.start().noise()));
            case FITTED -> draw(step, this::fit);
        }
        return state;
    }

    /** The final states of the step before, or what {@link #before} made of them; the object itself. */
    public CarriedState state() {
        return state;
    }

    private void clearHistory() {
        for (int layer = 0; layer < config.layers(); layer++) {
            Arrays.fill(state.history(layer), 0);
        }
    }

    private record Normal(double mean, double deviation) { }

    /** What a step's states are drawn with: layer by layer, head by head, row by row, two numbers each. */
    public static SplitMix64 random(long seed, long step) {
        return SplitMix64.ofStream(Split.TRAIN, seed ^ NOISE, step);
    }

    private void draw(long step, BiFunction<Integer, Integer, Normal> distributions) {
        clearHistory();
        SplitMix64 random = random(settings.seed(), step);
        for (int layer = 0; layer < config.layers(); layer++) {
            for (int head = 0; head < config.heads(); head++) {
                Normal normal = distributions.apply(layer, head);
                forEach(layer, head, (states, at) ->
                        states[at] = (float) (normal.mean() + normal.deviation() * gaussian(random)));
            }
        }
    }

    private Normal fit(int layer, int head) {
        double[] sums = new double[2];
        int count = config.headDim() * config.dState() * state.sequences();
        forEach(layer, head, (states, at) -> sums[0] += states[at]);
        double mean = sums[0] / count;
        forEach(layer, head, (states, at) -> sums[1] += (states[at] - mean) * (states[at] - mean));
        return new Normal(mean, Math.sqrt(sums[1] / count));
    }

    /** Box and Muller's method; in strict arithmetic, so that every machine draws the same numbers. */
    private static double gaussian(SplitMix64 random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    private void forEach(int layer, int head, ObjIntConsumer<float[]> element) {
        float[] states = state.states(layer);
        int rows = state.sequences() * config.dState();
        for (int row = 0; row < rows; row++) {
            int from = row * config.dInner() + head * config.headDim();
            for (int at = from; at < from + config.headDim(); at++) {
                element.accept(states, at);
            }
        }
    }

    /** What a training checkpoint holds of this, the arrays themselves; nothing where sequences start from zeros. */
    HeapParameters stored() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Map<String, float[]> arrays = new LinkedHashMap<>();
        for (int layer = 0; layer < config.layers() && settings.start().kind() != InitialStates.Kind.ZERO; layer++) {
            shapes.put(layer + ".0", Shape.of((long) state.sequences() * config.dState() * config.dInner()));
            arrays.put(layer + ".0", state.states(layer));
            shapes.put(layer + ".1", Shape.of((long) state.sequences() * (config.dConv() - 1) * config.convChannels()));
            arrays.put(layer + ".1", state.history(layer));
        }
        return new HeapParameters(shapes, arrays);
    }
}
