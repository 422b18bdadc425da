package io.statecap.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMix64Test {

    @Test
    void givesThePublishedNumbers() {
        SplitMix64 random = new SplitMix64(1234567);
        assertEquals(6457827717110365317L, random.nextLong());
        assertEquals(3203168211198807973L, random.nextLong());
        for (long seed = -5; seed < 5; seed++) {
            SplitMix64 ours = new SplitMix64(seed);
            SplittableRandom jdk = new SplittableRandom(seed);
            for (int i = 0; i < 100; i++) {
                assertEquals(jdk.nextLong(), ours.nextLong());
            }
        }
    }

    @Test
    void skipsNumbers() {
        SplitMix64 random = SplitMix64.ofStream(Split.TRAIN, 7, 3);
        random.nextLong();
        SplitMix64 later = random.after(100);
        for (int i = 0; i < 100; i++) {
            random.nextLong();
        }
        assertEquals(random.nextLong(), later.nextLong());
    }

    @Test
    void everySequenceStartsElsewhere() {
        Set<Long> first = new HashSet<>();
        int streams = 0;
        for (Split split : Split.values()) {
            for (long seed = -2; seed < 8; seed++) {
                for (long index = 0; index < 10_000; index++) {
                    first.add(SplitMix64.ofStream(split, seed, index).nextLong());
                    streams++;
                }
            }
        }
        assertEquals(streams, first.size());
    }

    @Test
    void neighbouringSequencesAreUncorrelated() {
        // Over n sequences the mean product of two centred uniform numbers has deviation 1 / (12 sqrt(n)).
        int n = 100_000;
        double product = 0;
        double across = 0;
        for (long index = 0; index < n; index++) {
            double here = SplitMix64.ofStream(Split.TRAIN, 3, index).nextDouble() - 0.5;
            product += here * (SplitMix64.ofStream(Split.TRAIN, 3, index + 1).nextDouble() - 0.5);
            across += here * (SplitMix64.ofStream(Split.HELD_OUT, 3, index).nextDouble() - 0.5);
        }
        double deviation = 1 / (12 * Math.sqrt(n));
        assertTrue(Math.abs(product / n) < 4 * deviation, "neighbouring indices: " + product / n);
        assertTrue(Math.abs(across / n) < 4 * deviation, "splits: " + across / n);
    }

    @Test
    void boundedNumbersAreUniform() {
        for (int bound : new int[] {1, 2, 3, 7, 10}) {
            int draws = 70_000;
            int[] ints = new int[bound];
            int[] longs = new int[bound];
            SplitMix64 random = new SplitMix64(bound);
            for (int i = 0; i < draws; i++) {
                ints[random.nextInt(bound)]++;
                longs[(int) random.nextLong((long) bound)]++;
            }
            double share = 1.0 / bound;
            double deviation = Math.sqrt(draws * share * (1 - share));
            for (int value = 0; value < bound; value++) {
                assertEquals(draws * share, ints[value], 4.5 * deviation + 1e-9, value + " of " + bound);
                assertEquals(draws * share, longs[value], 4.5 * deviation + 1e-9, value + " of " + bound);
            }
        }
    }

    @Test
    void largeBoundsStayInRangeAndUnbiased() {
        // With a bound of 3/4 of the range, biased reduction would give the lower third twice as often as the rest.
        int bound = 0x60000000;
        long longBound = 0x6000000000000000L;
        int low = 0;
        int longLow = 0;
        int draws = 60_000;
        SplitMix64 random = new SplitMix64(9);
        for (int i = 0; i < draws; i++) {
            int value = random.nextInt(bound);
            long longValue = random.nextLong(longBound);
            assertTrue(value >= 0 && value < bound && longValue >= 0 && longValue < longBound);
            low += value < bound / 3 ? 1 : 0;
            longLow += longValue < longBound / 3 ? 1 : 0;
        }
        double deviation = Math.sqrt(draws * 2 / 9.0);
        assertEquals(draws / 3.0, low, 4.5 * deviation);
        assertEquals(draws / 3.0, longLow, 4.5 * deviation);
    }

    @Test
    void refusesANegativeIndex() {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
                () -> SplitMix64.ofStream(Split.TRAIN, 0, -1));
        assertTrue(refusal.getMessage().contains("-1"), refusal.getMessage());
    }
}
