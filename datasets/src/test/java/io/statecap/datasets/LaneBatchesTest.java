package io.statecap.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneBatchesTest {

    private static final int LANES = 3;
    private static final int LENGTH = 7;

    private final RecallSource recall = new RecallSource(new RecallSettings(16, 4, 0.5, 8));

    @TempDir
    Path folder;

    @Test
    void lanesContinueFromStepToStep() {
        for (boolean documentsApart : new boolean[] {false, true}) {
            LaneBatches batches = new LaneBatches(recall, 5, LANES, LENGTH, documentsApart);
            for (int step = 0; step < 10; step++) {
                LaneBatch batch = batches.batch(step);
                for (int lane = 0; lane < LANES; lane++) {
                    Reading.Tokens whole = Reading.whole(recall.open(Split.TRAIN, 5, lane), 10 * LENGTH + 1);
                    int from = step * LENGTH;
                    assertArrayEquals(Arrays.copyOfRange(whole.tokens(), from, from + LENGTH),
                            row(batch.tokens().inputs(), lane));
                    assertArrayEquals(Arrays.copyOfRange(whole.tokens(), from + 1, from + LENGTH + 1),
                            row(batch.tokens().targets(), lane));
                    assertArrayEquals(Arrays.copyOfRange(whole.ages(), from + 1, from + LENGTH + 1),
                            row(batch.tokens().ages(), lane));
                    assertEquals(step == 0, batch.documentStart()[lane]);
                }
            }
        }
    }

    @Test
    void aBatchIsAFunctionOfItsStep() throws IOException {
        for (TokenSource source : List.of(recall, text(TextStart.ANYWHERE))) {
            LaneBatches straight = new LaneBatches(source, 5, LANES, LENGTH, true);
            List<LaneBatch> expected = new ArrayList<>();
            for (int step = 0; step < 30; step++) {
                expected.add(straight.batch(step));
            }
            LaneBatches jumping = new LaneBatches(source, 5, LANES, LENGTH, true);
            SplitMix64 random = new SplitMix64(1);
            for (int i = 0; i < 40; i++) {
                int step = random.nextInt(30);
                LaneBatch batch = jumping.batch(step);
                assertArrayEquals(expected.get(step).tokens().inputs(), batch.tokens().inputs());
                assertArrayEquals(expected.get(step).tokens().targets(), batch.tokens().targets());
                assertArrayEquals(expected.get(step).tokens().ages(), batch.tokens().ages());
                assertArrayEquals(expected.get(step).documentStart(), batch.documentStart());
            }
        }
    }

    @Test
    void documentsStayApart() throws IOException {
        for (TextStart start : TextStart.values()) {
            TextSource source = text(start);
            LaneBatches batches = new LaneBatches(source, 2, LANES, LENGTH, true);
            // Each lane's scored targets, put together again, with the first input of each document.
            List<List<Integer>> lanes = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int step = 0; step < 200; step++) {
                LaneBatch batch = batches.batch(step);
                for (int lane = 0; lane < LANES; lane++) {
                    int[] inputs = row(batch.tokens().inputs(), lane);
                    int[] targets = row(batch.tokens().targets(), lane);
                    int[] ages = row(batch.tokens().ages(), lane);
                    List<Integer> read = lanes.get(lane);
                    if (batch.documentStart()[lane]) {
                        assertEquals(true, step == 0 || read.get(read.size() - 1) == ByteDocuments.SEPARATOR);
                        read.add(inputs[0]);
                    } else {
                        assertEquals(read.get(read.size() - 1), inputs[0]);
                    }
                    for (int i = 0; i < LENGTH; i++) {
                        boolean afterTheEnd = i > 0 && targets[i - 1] == ByteDocuments.SEPARATOR;
                        assertEquals(afterTheEnd ? TokenStream.NOT_SCORED : TokenStream.NO_AGE, ages[i]);
                        if (afterTheEnd) {
                            assertEquals(ByteDocuments.SEPARATOR, targets[i]);
                        } else {
                            read.add(targets[i]);
                        }
                    }
                }
            }
            for (int lane = 0; lane < LANES; lane++) {
                int[] read = lanes.get(lane).stream().mapToInt(t -> t).toArray();
                int[] stream = Reading.whole(source.open(Split.TRAIN, 2, lane), read.length + 1).tokens();
                // Where the stream starts at a lone separator, the lane starts at the document after it.
                int from = stream[0] == ByteDocuments.SEPARATOR ? 1 : 0;
                assertArrayEquals(Arrays.copyOfRange(stream, from, from + read.length), read);
            }
        }
    }

    @Test
    void aLoneSeparatorOpensNothing() throws IOException {
        TextSource source = text(TextStart.ANYWHERE);
        long seed = 0;
        while (Reading.whole(source.open(Split.TRAIN, seed, 0), 1).tokens()[0] != ByteDocuments.SEPARATOR) {
            seed++;
        }
        LaneBatch batch = new LaneBatches(source, seed, 1, LENGTH, true).batch(0);
        assertArrayEquals(Arrays.copyOfRange(Reading.whole(source.open(Split.TRAIN, seed, 0), 3).tokens(), 1, 3),
                Arrays.copyOf(batch.tokens().inputs(), 2));
    }

    @Test
    void refusesANegativeStep() {
        assertEquals("a step must be at least 0, not -1", assertThrows(IllegalArgumentException.class,
                () -> new LaneBatches(recall, 5, LANES, LENGTH, true).batch(-1)).getMessage());
    }

    private TextSource text(TextStart start) throws IOException {
        for (int i = 0; i < 24; i++) {
            Files.writeString(folder.resolve(i + ".txt"), "abcdefghijklmnopqrstuvwxyz".substring(0, 1 + i));
        }
        return TextSource.read(new TextSettings(List.of(folder), List.of(), 1, 0.3, start, 1 << 20));
    }

    private static int[] row(int[] values, int lane) {
        return Arrays.copyOfRange(values, lane * LENGTH, (lane + 1) * LENGTH);
    }
}
