package io.statecap.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.model.cpu.CpuInference;
import io.statecap.model.io.Parameter;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences in pieces, long sequences, and extreme decays. */
class CarriedStateTest {

    private static final Mamba2Config CONFIG = new Mamba2Config(24, 2, 12, 6, 2, 4, 2, true, 31,
            new Mamba2Config.Range(0.0625, 16), new Mamba2Config.Range(0.001, 0.1));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anySplitGivesTheSame(long seed) {
        RandomGenerator random = RandomModels.random(seed);
        int length = 300;
        int[] tokens = random.ints(length, 0, CONFIG.vocabulary()).toArray();
        try (Mamba2 model = RandomModels.model(CONFIG, random)) {
            CpuInference whole = new CpuInference(model, 1, length);
            whole.read(tokens, length);
            double[] wanted = Readings.doubles(Readings.logits(whole, CONFIG, length));
            CpuInference pieces = new CpuInference(model, 1, length);
            float[] logits = new float[wanted.length];
            for (int at = 0; at < length; ) {
                int count = Math.min(length - at, 1 + random.nextInt(seed % 2 == 0 ? 5 : 100));
                pieces.read(Arrays.copyOfRange(tokens, at, at + count), count);
                System.arraycopy(Readings.logits(pieces, CONFIG, count), 0, logits, at * CONFIG.vocabulary(),
                        count * CONFIG.vocabulary());
                at += count;
            }
            assertTrue(RandomModels.distance(logits, wanted) < 1e-6, "logits, seed " + seed);
            for (int layer = 0; layer < CONFIG.layers(); layer++) {
                assertTrue(RandomModels.distance(pieces.state().states(layer),
                        Readings.doubles(whole.state().states(layer))) < 1e-6, "states, seed " + seed);
                assertTrue(RandomModels.distance(pieces.state().history(layer),
                        Readings.doubles(whole.state().history(layer))) < 1e-6, "convolution, seed " + seed);
            }
        }
    }

    @Test
    void piecesOfWholeChunksGiveTheSameBits() {
        RandomGenerator random = RandomModels.random(1);
        int[] tokens = random.ints(256, 0, CONFIG.vocabulary()).toArray();
        try (Mamba2 model = RandomModels.model(CONFIG, random)) {
            CpuInference whole = new CpuInference(model, 1, 256);
            whole.read(tokens, 256);
            CpuInference pieces = new CpuInference(model, 1, 128);
            for (int at = 0; at < 256; at += 128) {
                pieces.read(Arrays.copyOfRange(tokens, at, at + 128), 128);
            }
            assertArrayEquals(whole.state().states(1), pieces.state().states(1));
        }
    }

    @Test
    void aMillionPositionsStayFinite() {
        Mamba2Config small = new Mamba2Config(8, 1, 4, 4, 2, 4, 1, true, 7, new Mamba2Config.Range(0.001, 0.001),
                new Mamba2Config.Range(0.001, 0.001));
        int piece = 4096;
        try (Mamba2 model = Mamba2.initialise(small, 1)) {
            CpuInference inference = new CpuInference(model, 1, piece);
            int[] tokens = RandomModels.random(2).ints(piece, 0, small.vocabulary()).toArray();
            for (int position = 0; position < 1 << 20; position += piece) {
                inference.read(tokens, piece);
            }
            assertFinite(inference, small, piece, "after 2^20 positions");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-120, -30, 0, 30, 1000, 1e6})
    void extremeStepsStayFinite(double bias) {
        RandomGenerator random = RandomModels.random(3);
        try (Mamba2 model = RandomModels.model(CONFIG, random)) {
            float[] values = new float[CONFIG.heads()];
            Arrays.fill(values, (float) bias);
            values[0] = 0;
            model.parameters().write(Parameter.DT_BIAS.key(0), 0, values, 0, values.length);
            int length = 200;
            int[] tokens = random.ints(length, 0, CONFIG.vocabulary()).toArray();
            CpuInference inference = new CpuInference(model, 1, length);
            inference.read(tokens, length);
            assertFinite(inference, CONFIG, length, "with a bias of Δ of " + bias);
            PlainMamba2 plain = new PlainMamba2(model);
            double[] last = null;
            for (int token : tokens) {
                last = plain.next(token);
            }
            double distance = RandomModels.distance(Readings.lastLogits(inference, CONFIG, length), last);
            assertTrue(distance < 1e-5, "bias " + bias + ": " + distance);
        }
    }

    private static void assertFinite(CpuInference inference, Mamba2Config config, int length, String when) {
        for (float value : Readings.logits(inference, config, length)) {
            assertTrue(Float.isFinite(value), "a logit is " + value + " " + when);
        }
        for (float value : inference.state().states(0)) {
            assertTrue(Float.isFinite(value), "a state is " + value + " " + when);
        }
    }

    @Test
    void refusesTokensOutsideTheVocabulary() {
        try (Mamba2 model = Mamba2.initialise(CONFIG, 0)) {
            CpuInference inference = new CpuInference(model, 1, 4);
            var e = assertThrows(IllegalArgumentException.class, () -> inference.read(new int[] {0, 31, 2, 3}, 4));
            assertEquals("token id 31 at position 1 is outside the vocabulary, 0 to 30", e.getMessage());
        }
    }
}
