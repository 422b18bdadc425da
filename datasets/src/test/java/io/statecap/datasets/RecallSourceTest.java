package io.statecap.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecallSourceTest {

    private static final RecallSettings QUICK = new RecallSettings(128, 32, 0.5, 64);

    @Test
    void agreesWithThePlainDefinition() {
        SplitMix64 random = new SplitMix64(2024);
        for (int trial = 0; trial < 300; trial++) {
            RecallSettings settings = randomSettings(random);
            long seed = random.nextLong();
            long index = random.nextLong(1L << 40);
            Split split = Split.values()[random.nextInt(2)];
            int pairs = 1 + random.nextInt(400);
            TokenStream stream = new RecallSource(settings).open(split, seed, index);
            Reading.Tokens plain = PlainRecall.generate(settings, split, seed, index, pairs);
            Reading.Tokens fast = Reading.whole(stream, 2 * pairs);
            String where = settings + ", " + split + ", seed " + seed + ", index " + index;
            assertArrayEquals(plain.tokens(), fast.tokens(), where);
            assertArrayEquals(plain.ages(), fast.ages(), where);
        }
    }

    @Test
    void sequencesObeyTheTask() {
        // From the tokens alone, without the generator's draws.
        SplitMix64 random = new SplitMix64(77);
        for (int trial = 0; trial < 100; trial++) {
            RecallSettings settings = randomSettings(random);
            Reading.Tokens read = Reading.whole(new RecallSource(settings).open(Split.TRAIN, trial, 3), 600);
            int[] tokens = read.tokens();
            int[] ages = read.ages();
            assertEquals(TokenStream.NOT_SCORED, ages[1], "the first pair is new");
            for (int at = 0; at < tokens.length; at += 2) {
                assertTrue(tokens[at] >= 0 && tokens[at] < settings.keys(), "key " + tokens[at]);
                assertTrue(tokens[at + 1] >= settings.keys()
                        && tokens[at + 1] < settings.keys() + settings.values(), "value " + tokens[at + 1]);
                assertEquals(TokenStream.NOT_SCORED, ages[at], "keys are not scored");
                if (ages[at + 1] != TokenStream.NOT_SCORED) {
                    int latest = at - 2;
                    while (tokens[latest] != tokens[at]) {
                        latest -= 2;
                    }
                    assertEquals((at - latest) / 2, ages[at + 1], settings + ", trial " + trial + ", token " + at);
                    assertEquals(tokens[latest + 1], tokens[at + 1], "a repeated key has its current value");
                    assertTrue(ages[at + 1] <= settings.maxAge());
                }
            }
        }
    }

    @Test
    void newRateKeysAndValuesAreAsConfigured() {
        RecallSettings settings = new RecallSettings(20, 5, 0.3, 64);
        int pairs = 100_000;
        Reading.Tokens read = Reading.whole(new RecallSource(settings).open(Split.TRAIN, 1, 0), 2 * pairs);
        int fresh = 0;
        int[] keys = new int[20];
        int[] values = new int[5];
        for (int at = 0; at < 2 * pairs; at += 2) {
            if (read.ages()[at + 1] == TokenStream.NOT_SCORED) {
                fresh++;
                keys[read.tokens()[at]]++;
                values[read.tokens()[at + 1] - 20]++;
            }
        }
        assertEquals(0.3, fresh / (double) pairs, 4 * Math.sqrt(0.21 / pairs));
        assertUniform(keys, fresh);
        assertUniform(values, fresh);
    }

    @Test
    void agesAreTheLagsWhereKeysHardlyRepeat() {
        // With few repeats and very many keys, the pair looked back to is nearly always the key's only one.
        RecallSettings settings = new RecallSettings(1 << 20, 4, 0.98, 32);
        int pairs = 400_000;
        Reading.Tokens read = Reading.whole(new RecallSource(settings).open(Split.TRAIN, 5, 0), 2 * pairs);
        int[] counts = new int[33];
        int scored = 0;
        for (int age : read.ages()) {
            if (age != TokenStream.NOT_SCORED) {
                counts[age]++;
                scored++;
            }
        }
        for (int octave = 1; octave <= 16; octave *= 2) {
            int inOctave = Arrays.stream(counts, octave, 2 * octave).sum();
            double share = Math.log(2) / Math.log(33);
            // Repeats of repeats shorten a few lags: up to 2 % of them at this rate, beside the sampling noise.
            assertEquals(share, inOctave / (double) scored, 0.015, "ages " + octave + " to " + (2 * octave - 1));
        }
    }

    @Test
    void tokensDoNotDependOnThePieces() {
        SplitMix64 random = new SplitMix64(5);
        for (int trial = 0; trial < 50; trial++) {
            RecallSource source = new RecallSource(randomSettings(random));
            assertEquals(Reading.whole(source.open(Split.HELD_OUT, 1, trial), 501),
                    Reading.pieces(source.open(Split.HELD_OUT, 1, trial), 501, random));
        }
    }

    @Test
    void everySequenceIsAnotherOne() {
        RecallSource source = new RecallSource(QUICK);
        Set<Reading.Tokens> seen = new HashSet<>();
        for (Split split : Split.values()) {
            for (long seed = 0; seed < 4; seed++) {
                for (long index = 0; index < 1_000; index++) {
                    assertTrue(seen.add(Reading.whole(source.open(split, seed, index), 32)),
                            split + ", seed " + seed + ", index " + index);
                }
            }
        }
        assertNotEquals(Reading.whole(source.open(Split.TRAIN, 0, 0), 32),
                Reading.whole(source.open(Split.HELD_OUT, 0, 0), 32));
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertRefused("keys must be in 1 … 16777216, not 0", () -> new RecallSettings(0, 32, 0.5, 64));
        assertRefused("values must be in 1 … 16777216, not -1", () -> new RecallSettings(128, -1, 0.5, 64));
        assertRefused("maxAge must be in 1 … 16777216, not 16777217",
                () -> new RecallSettings(128, 32, 0.5, RecallSettings.LARGEST + 1));
        for (double rate : new double[] {0, 1, -0.5, 1.5, Double.NaN}) {
            assertRefused("newRate must be above 0 and below 1, not " + rate,
                    () -> new RecallSettings(128, 32, rate, 64));
        }
    }

    @Test
    void refusesAReadBeyondTheArrays() {
        TokenStream stream = new RecallSource(QUICK).open(Split.TRAIN, 0, 0);
        assertThrows(IndexOutOfBoundsException.class, () -> stream.read(new int[4], new int[8], 0, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> stream.read(new int[8], new int[4], 0, 8));
    }

    private static RecallSettings randomSettings(SplitMix64 random) {
        return new RecallSettings(1 + random.nextInt(40), 1 + random.nextInt(10), 0.02 + 0.96 * random.nextDouble(),
                1 + random.nextInt(70));
    }

    private static void assertUniform(int[] counts, int draws) {
        double share = 1.0 / counts.length;
        double deviation = Math.sqrt(draws * share * (1 - share));
        for (int i = 0; i < counts.length; i++) {
            assertEquals(draws * share, counts[i], 4.5 * deviation, "symbol " + i);
        }
    }

    private static void assertRefused(String message, Runnable making) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, making::run);
        assertTrue(refusal.getMessage().startsWith(message), refusal.getMessage());
    }
}
