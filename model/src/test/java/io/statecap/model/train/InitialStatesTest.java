package io.statecap.model.train;

import static io.statecap.model.SmallRecall.CONFIG;
import static io.statecap.model.SmallRecall.SOURCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.datasets.Split;
import io.statecap.datasets.SplitMix64;
import io.statecap.model.Mamba2;
import io.statecap.model.cpu.CpuInference;
import io.statecap.model.network.CarriedState;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitialStatesTest {

    private static final int LENGTH = 32;
    private static final int SEQUENCES = 4;

    private static TrainingSettings settings(InitialStates.Kind kind, double learningRate) {
        return new TrainingSettings(LENGTH, 6L * LENGTH * SEQUENCES, LENGTH * SEQUENCES, learningRate,
                Schedule.CONSTANT, 0, 0, 0, 0.9, 0.95, 1e-8, 1, 7, new InitialStates(kind, 0.5, true));
    }

    @ParameterizedTest
    @EnumSource(InitialStates.Kind.class)
    void resumesToTheSameBitsFromEveryStep(InitialStates.Kind kind) throws IOException {
        Trainings.assertResumesToTheSameBits(CONFIG, settings(kind, 5e-3), SOURCE);
    }

    /** With constant weights, the losses are those of each long sequence read in one piece. */
    @Test
    void carriedSegmentsAreOneLongSequence() {
        double[] wanted = new double[6];
        int[] scored = new int[6];
        try (Mamba2 model = Mamba2.initialise(CONFIG, 7)) {
            for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                int length = 6 * LENGTH;
                int[] tokens = new int[length + 1];
                int[] ages = new int[length + 1];
                SOURCE.open(Split.TRAIN, 7, sequence).read(tokens, ages, 0, length + 1);
                CpuInference inference = new CpuInference(model, 1, length);
                inference.read(Arrays.copyOf(tokens, length), length);
                inference.losses(Arrays.copyOfRange(tokens, 1, length + 1), Arrays.copyOfRange(ages, 1, length + 1),
                        length, (row, loss, correct) -> {
                            wanted[row / LENGTH] += loss;
                            scored[row / LENGTH]++;
                        });
            }
        }
        try (Trainer trainer = Trainer.start(CONFIG, settings(InitialStates.Kind.CARRIED, 1e-30), SOURCE, 1)) {
            for (int step = 0; step < 6; step++) {
                assertEquals(wanted[step] / scored[step], trainer.step().loss(), 1e-5, "step " + step);
            }
        }
    }

    @Test
    void documentStartsClearTheirSequenceAlone() {
        InitialStateSource stream = new InitialStateSource(CONFIG, settings(InitialStates.Kind.CARRIED, 1));
        CarriedState state = stream.before(0, new boolean[] {true, true, true, true});
        Arrays.fill(state.states(1), 3);
        Arrays.fill(state.history(1), 4);
        assertEquals(state, stream.before(1, new boolean[] {false, true, false, false}));
        int size = CONFIG.dState() * CONFIG.dInner();
        assertEquals(3, state.states(1)[size - 1]);
        assertEquals(0, state.states(1)[size]);
        assertEquals(0, state.states(1)[2 * size - 1]);
        assertEquals(3, state.states(1)[2 * size]);
        assertEquals(0, state.history(1)[(CONFIG.dConv() - 1) * CONFIG.convChannels()]);
    }

    @Test
    void passedStatesStayAndTheirHistoryGoes() {
        InitialStateSource stream = new InitialStateSource(CONFIG, settings(InitialStates.Kind.PASSED, 1));
        CarriedState state = stream.before(0, new boolean[SEQUENCES]);
        assertEquals(0, state.states(0)[0]);
        Arrays.fill(state.states(0), 3);
        Arrays.fill(state.history(0), 4);
        stream.before(1, new boolean[SEQUENCES]);
        assertEquals(3, state.states(0)[0]);
        assertEquals(0, state.history(0)[0]);
    }

    @Test
    void noiseHasItsDeviationAndIsNewAtEachStep() {
        InitialStateSource stream = new InitialStateSource(CONFIG, settings(InitialStates.Kind.NOISE, 1));
        int size = SEQUENCES * CONFIG.dState() * CONFIG.dInner();
        float[] first = Arrays.copyOf(stream.before(0, new boolean[SEQUENCES]).states(0), size);
        float[] second = Arrays.copyOf(stream.before(1, new boolean[SEQUENCES]).states(0), size);
        assertNotEquals(first[0], second[0]);
        assertArrayEquals(first, Arrays.copyOf(stream.before(0, new boolean[SEQUENCES]).states(0), size));
        assertEquals(0, mean(first, 0, size), 0.1);
        assertEquals(0.5, deviation(first), 0.05);
    }

    /** Layer by layer and head by head. */
    @Test
    void noiseIsOneStream() {
        CarriedState state = new InitialStateSource(CONFIG, settings(InitialStates.Kind.NOISE, 1))
                .before(5, new boolean[SEQUENCES]);
        SplitMix64 random = SplitMix64.ofStream(Split.TRAIN, 7 ^ 0x6e6f697365L, 5);
        for (int layer = 0; layer < CONFIG.layers(); layer++) {
            for (int head = 0; head < CONFIG.heads(); head++) {
                for (int row = 0; row < SEQUENCES * CONFIG.dState(); row++) {
                    for (int i = 0; i < CONFIG.headDim(); i++) {
                        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
                        double angle = 2 * Math.PI * random.nextDouble();
                        int at = row * CONFIG.dInner() + head * CONFIG.headDim() + i;
                        assertEquals((float) (0.5 * (radius * StrictMath.cos(angle))), state.states(layer)[at]);
                    }
                }
            }
        }
    }

    /** One head's last states are 2 ± 1, the others' 0: that head's noise has this mean and deviation. */
    @Test
    void fittedNoiseFollowsTheLastStatesHeadByHead() {
        InitialStateSource stream = new InitialStateSource(CONFIG, settings(InitialStates.Kind.FITTED, 1));
        CarriedState state = stream.before(0, new boolean[SEQUENCES]);
        float[] states = state.states(0);
        int size = SEQUENCES * CONFIG.dState() * CONFIG.dInner();
        for (int i = 0; i < size; i++) {
            assertEquals(0, states[i], "the first step has nothing to fit");
            boolean ofHead = i % CONFIG.dInner() / CONFIG.headDim() == 2;
            states[i] = ofHead ? 2 + (i % 2 == 0 ? 1 : -1) : 0;
        }
        stream.before(1, new boolean[SEQUENCES]);
        float[] head = new float[size / CONFIG.heads()];
        int at = 0;
        for (int i = 0; i < size; i++) {
            if (i % CONFIG.dInner() / CONFIG.headDim() == 2) {
                head[at++] = states[i];
            } else {
                assertEquals(0, states[i]);
            }
        }
        assertEquals(2, mean(head, 0, at), 0.2);
        assertEquals(1, deviation(head), 0.15);
        assertTrue(Arrays.equals(state.states(1), new float[state.states(1).length]));
    }

    private static double mean(float[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum / (to - from);
    }

    private static double deviation(float[] values) {
        double mean = mean(values, 0, values.length);
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }
}
