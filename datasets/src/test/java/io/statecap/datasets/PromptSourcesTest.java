package io.statecap.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PromptSourcesTest {

    @Test
    void newlinesRepeatOneTokenEverywhere() {
        RepeatedSource source = new RepeatedSource(256, '\n');
        assertEquals(256, source.vocabularySize());
        for (Split split : Split.values()) {
            Reading.Tokens read = Reading.whole(source.open(split, 4, 7), 3);
            assertArrayEquals(new int[] {10, 10, 10}, read.tokens());
            assertArrayEquals(new int[] {TokenStream.NO_AGE, TokenStream.NO_AGE, TokenStream.NO_AGE}, read.ages());
        }
    }

    @Test
    void aPromptRepeatsAcrossPieces() {
        int[] prompt = {3, 1, 2};
        RepeatedSource source = new RepeatedSource(4, prompt);
        prompt[0] = 0;
        assertArrayEquals(new int[] {3, 1, 2, 3, 1, 2, 3},
                Reading.pieces(source.open(Split.TRAIN, 0, 0), 7, new SplitMix64(1)).tokens());
    }

    @Test
    void randomTokensCoverTheVocabularyAndDifferByIndex() {
        RandomTokensSource source = new RandomTokensSource(8);
        Reading.Tokens read = Reading.whole(source.open(Split.HELD_OUT, 1, 0), 8_000);
        int[] counts = new int[8];
        for (int token : read.tokens()) {
            counts[token]++;
        }
        for (int count : counts) {
            assertEquals(1_000, count, 4.5 * Math.sqrt(8_000 * 7 / 64.0));
        }
        assertEquals(read, Reading.pieces(source.open(Split.HELD_OUT, 1, 0), 8_000, new SplitMix64(2)));
        assertNotEquals(read, Reading.whole(source.open(Split.HELD_OUT, 1, 1), 8_000));
    }

    @Test
    void refusesBadPrompts() {
        for (int[] tokens : new int[][] {{256}, {0, -1}, {}}) {
            assertEquals("a repeated prompt needs at least one token, and only tokens of the vocabulary 0 … 255, not "
                    + Arrays.toString(tokens),
                    assertThrows(IllegalArgumentException.class, () -> new RepeatedSource(256, tokens)).getMessage());
        }
        assertEquals("vocabularySize must be at least 1, not 0",
                assertThrows(IllegalArgumentException.class, () -> new RandomTokensSource(0)).getMessage());
    }
}
