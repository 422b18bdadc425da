package io.statecap.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrainingBatchesTest {

    private final RecallSource source = new RecallSource(new RecallSettings(16, 4, 0.5, 8));

    @Test
    void rowsAreConsecutiveSequencesFromTheirStart() {
        TokenBatch batch = new TrainingBatches(source, 9, 3, 11).batch(2);
        for (int sequence = 0; sequence < 3; sequence++) {
            Reading.Tokens row = Reading.whole(source.open(Split.TRAIN, 9, 2 * 3 + sequence), 12);
            assertArrayEquals(Arrays.copyOf(row.tokens(), 11), row(batch.inputs(), sequence));
            assertArrayEquals(Arrays.copyOfRange(row.tokens(), 1, 12), row(batch.targets(), sequence));
            assertArrayEquals(Arrays.copyOfRange(row.ages(), 1, 12), row(batch.ages(), sequence));
        }
    }

    @Test
    void aSequenceDoesNotDependOnTheShapeOfTheBatch() {
        TokenBatch narrow = new TrainingBatches(source, 9, 2, 7).batch(3);
        TokenBatch wide = new TrainingBatches(source, 9, 7, 11).batch(0);
        // Sequence 6 is the first of (step 3, 2 sequences) and the last of (step 0, 7 sequences).
        assertArrayEquals(Arrays.copyOf(narrow.inputs(), 7), Arrays.copyOfRange(wide.inputs(), 6 * 11, 6 * 11 + 7));
    }

    @Test
    void refusesEmptyAndOversizedBatches() {
        for (int[] shape : new int[][] {{0, 8}, {8, 0}, {-1, 8}, {1 << 16, 1 << 16}}) {
            String message = assertThrows(IllegalArgumentException.class,
                    () -> new TrainingBatches(source, 0, shape[0], shape[1]).batch(0)).getMessage();
            assertEquals("a batch needs at least 1 sequence and 1 token a sequence, and fewer than 2^31 tokens in"
                    + " all, not " + shape[0] + " sequences of " + shape[1] + " tokens", message);
        }
    }

    private static int[] row(int[] values, int sequence) {
        return Arrays.copyOfRange(values, sequence * 11, (sequence + 1) * 11);
    }
}
