package io.statecap.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.model.cpu.CpuInference;
import io.statecap.model.cpu.CpuModel;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mitigation against its definition, token by token in double precision ({@link PlainMamba2}). */
class MitigationTest {

    private static final int LENGTH = 300;

    /** Windows shorter than, equal to and longer than a block of 64, and longer than the sequence. */
    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"1 none", "2 forget", "3 forget:decay=0.9,input=0.5", "4 normalise:limit=0.05",
        "5 normalise:limit=0.5", "6 normalise:limit=1000", "7 window:tokens=1", "8 window:tokens=2",
        "9 window:tokens=63", "10 window:tokens=64", "11 window:tokens=65", "12 window:tokens=100",
        "13 window:tokens=128", "14 window:tokens=191", "15 window:tokens=200", "16 window:tokens=256",
        "17 window:tokens=1000", "18 window:tokens=17"})
    void agreesWithItsDefinition(long seed, String text) {
        RandomGenerator random = RandomModels.random(seed);
        Mamba2Config config = RandomModels.config(random);
        Mitigation mitigation = Mitigation.parse(text);
        int[] tokens = random.ints(LENGTH, 0, config.vocabulary()).toArray();
        int sequences = 2;
        try (Mamba2 model = RandomModels.model(config, random)) {
            PlainMamba2 plain = new PlainMamba2(model, mitigation);
            double[] wanted = new double[LENGTH * config.vocabulary()];
            for (int i = 0; i < LENGTH; i++) {
                System.arraycopy(plain.next(tokens[i]), 0, wanted, i * config.vocabulary(), config.vocabulary());
            }
            CpuInference inference = CpuModel.of(model).open(sequences, 150, mitigation);
            float[] logits = new float[wanted.length];
            for (int at = 0; at < LENGTH; ) {
                int count = Math.min(LENGTH - at, 1 + random.nextInt(seed % 3 == 0 ? 5 : 150));
                int[] piece = new int[sequences * count];
                System.arraycopy(tokens, at, piece, count, count);
                inference.read(piece, count);
                System.arraycopy(Readings.logits(inference, config, count), count * config.vocabulary(), logits,
                        at * config.vocabulary(), count * config.vocabulary());
                at += count;
            }
            String where = "seed " + seed + ", " + text + ", " + config;
            double distance = RandomModels.distance(logits, wanted);
            assertTrue(distance < 5e-6, "logits, " + where + ": " + distance);
            for (int layer = 0; layer < config.layers(); layer++) {
                double stateDistance = RandomModels.distance(Readings.states(inference, config, layer, 1),
                        Readings.flat(plain.states[layer]));
                assertTrue(stateDistance < 1e-5, "states, " + where + ": " + stateDistance);
            }
        }
    }

    /** Decays so near 1 that a recursion would keep every rounding error, over a million positions. */
    @ParameterizedTest
    @ValueSource(ints = {100, 1024})
    void aWindowDoesNotDriftOverAMillionPositions(int window) {
        Mamba2Config config = new Mamba2Config(4, 1, 4, 4, 2, 4, 1, true, 7, new Mamba2Config.Range(1e-4, 1e-4),
                new Mamba2Config.Range(0.001, 0.001));
        int piece = 4096;
        RandomGenerator random = RandomModels.random(window);
        try (Mamba2 model = RandomModels.model(config, random)) {
            CpuModel weights = CpuModel.of(model);
            CpuInference streaming = weights.open(1, piece, new Mitigation.Window(window));
            int[] tokens = new int[piece];
            for (int position = 0; position < 1 << 20; position += piece) {
                Arrays.setAll(tokens, i -> random.nextInt(config.vocabulary()));
                streaming.read(tokens, piece);
            }
            // One layer, whose inputs need no more than the convolution's history: the definition from scratch.
            PlainMamba2 plain = new PlainMamba2(model, new Mitigation.Window(window));
            double[] wanted = null;
            for (int i = piece - window - config.dConv() + 1; i < piece; i++) {
                wanted = plain.next(tokens[i]);
            }
            double distance = RandomModels.distance(Readings.lastLogits(streaming, config, piece), wanted);
            assertTrue(distance < 1e-5, "window " + window + ": " + distance);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "normalise:limit=0.1", "window:tokens=100"})
    void aCopiedSequenceGoesOnAsItsOriginal(String text) {
        RandomGenerator random = RandomModels.random(1);
        Mamba2Config config = RandomModels.config(random);
        Mitigation mitigation = Mitigation.parse(text);
        int[] tokens = random.ints(200, 0, config.vocabulary()).toArray();
        try (Mamba2 model = RandomModels.model(config, random)) {
            CpuModel weights = CpuModel.of(model);
            CpuInference original = weights.open(1, 100, mitigation);
            original.read(tokens, 90);
            CpuInference copy = weights.open(2, 100, mitigation);
            copy.state().copySequence(original.state(), 0, 0);
            copy.state().copySequence(original.state(), 0, 1);
            int[] rest = Arrays.copyOfRange(tokens, 90, 180);
            original.read(rest, 90);
            int[] both = Arrays.copyOf(rest, 180);
            System.arraycopy(rest, 0, both, 90, 90);
            copy.read(both, 90);
            float[] one = Readings.logits(original, config, 90);
            float[] two = Readings.logits(copy, config, 90);
            assertArrayEquals(one, Arrays.copyOf(two, one.length));
            assertArrayEquals(one, Arrays.copyOfRange(two, one.length, 2 * one.length));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "forget", "forget:decay=0.99,input=0.75", "normalise:limit=0.5",
        "window:tokens=4096"})
    void textIsReadBack(String text) {
        assertEquals(text, Mitigation.parse(text).text());
    }

    @Test
    void leftOutFactorsAreThePapers() {
        assertEquals(new Mitigation.Forget(0.9999, 0.75), Mitigation.parse("forget"));
        assertEquals(new Mitigation.Forget(0.9999, 0.5), Mitigation.parse("forget:input=0.5"));
        assertEquals("forget", Mitigation.parse("forget:decay=0.9999").text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"forgot|there is no mitigation 'forgot'", "normalise|limit is missing",
        "window:tokens=0|tokens must be from 1 to 16777216, not 0",
        "window:tokens=1.5|tokens must be a whole number, not 1.5",
        "forget:decay=1.5|decay must be above 0 and at most 1, not 1.5",
        "forget:dekay=0.5|'dekay' is not one of its parameters",
        "normalise:limit=big|a parameter is its name, = and a number",
        "forget:|a parameter is its name, = and a number"})
    void badTextIsNamed(String text, String why) {
        var e = assertThrows(IllegalArgumentException.class, () -> Mitigation.parse(text));
        assertEquals("the mitigation '" + text + "' must be " + Mitigation.ALLOWED + ": " + why, e.getMessage());
    }
}
