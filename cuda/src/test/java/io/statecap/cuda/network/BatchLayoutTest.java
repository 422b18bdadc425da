package io.statecap.cuda.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenStream;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchLayoutTest {

    private static int at(long address) {
        return Math.toIntExact(address / Integer.BYTES);
    }

    @Test
    void everyRowIsInTheSegmentsOfItsTokenOnceAndScoredRowsAreInOrder() {
        SplittableRandom random = new SplittableRandom(1);
        for (int vocabulary : new int[] {1, 2, 7, 1000}) {
            TokenBatch batch = TokenBatch.zeros(5, 61);
            for (int i = 0; i < batch.inputs().length; i++) {
                batch.inputs()[i] = random.nextInt(vocabulary);
                batch.targets()[i] = random.nextInt(vocabulary);
                batch.ages()[i] = random.nextInt(3) == 0 ? TokenStream.NOT_SCORED : 1;
            }
            check(batch, new BatchLayout(3, 61, vocabulary));
        }
    }

    private static void check(TokenBatch batch, BatchLayout layout) {
        int[] into = new int[layout.bytes() / Integer.BYTES];
        BatchLayout.At parts = new BatchLayout.At(layout, 0);
        int first = 2 * 61;
        int count = 3 * 61;
        int scored = layout.pack(batch, 2, 3, 0.25f, into, 0);
        assertEquals(scored, into[at(parts.scoredCount())]);
        assertEquals(0.25f, Float.intBitsToFloat(into[at(parts.scale())]));
        int next = 0;
        for (int row = 0; row < count; row++) {
            assertEquals(batch.inputs()[first + row], into[at(parts.tokens()) + row]);
            if (batch.ages()[first + row] != TokenStream.NOT_SCORED) {
                assertEquals(row, into[at(parts.scored()) + next]);
                assertEquals(batch.targets()[first + row], into[at(parts.targets()) + next++]);
            }
        }
        assertEquals(scored, next);
        int tokens = into[at(parts.tokenCount())];
        int place = 0;
        int segment = 0;
        assertTrue(tokens <= layout.mostTokens());
        for (int i = 0; i < tokens; i++) {
            assertEquals(segment, into[at(parts.tokenStart()) + i]);
            for (; segment < into[at(parts.tokenStart()) + i + 1]; segment++) {
                assertEquals(place, into[at(parts.segmentStart()) + segment]);
                for (; place < into[at(parts.segmentStart()) + segment + 1]; place++) {
                    int row = into[at(parts.order()) + place];
                    assertEquals(into[at(parts.token()) + i], batch.inputs()[first + row]);
                }
            }
        }
        assertEquals(segment, into[at(parts.segmentCount())]);
        assertTrue(segment <= layout.mostSegments());
        assertEquals(count, place);
    }
}
