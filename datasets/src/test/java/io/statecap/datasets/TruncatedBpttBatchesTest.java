package io.statecap.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TruncatedBpttBatchesTest {

    private static final int SEQUENCES = 3;
    private static final int LENGTH = 7;

    private final RecallSource recall = new RecallSource(new RecallSettings(16, 4, 0.5, 8));

    @Test
    void sequencesContinueFromStepToStep() {
        for (boolean documentsApart : new boolean[] {false, true}) {
            TruncatedBpttBatches batches = new TruncatedBpttBatches(recall, 5, SEQUENCES, LENGTH, documentsApart);
            for (int step = 0; step < 10; step++) {
                TokenBatch batch = batches.batch(step);
                for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                    Reading.Tokens whole = Reading.whole(recall.open(Split.TRAIN, 5, sequence), 10 * LENGTH + 1);
                    int from = step * LENGTH;
                    assertArrayEquals(Arrays.copyOfRange(whole.tokens(), from, from + LENGTH),
                            row(batch.inputs(), sequence));
                    assertArrayEquals(Arrays.copyOfRange(whole.tokens(), from + 1, from + LENGTH + 1),
                            row(batch.targets(), sequence));
                    assertArrayEquals(Arrays.copyOfRange(whole.ages(), from + 1, from + LENGTH + 1),
                            row(batch.ages(), sequence));
                    assertEquals(step == 0, batch.documentStart()[sequence]);
                }
            }
        }
    }

    @Test
    void aBatchIsAFunctionOfItsStep() {
        for (TokenSource source : List.of(recall, text(TextStart.ANYWHERE))) {
            TruncatedBpttBatches straight = new TruncatedBpttBatches(source, 5, SEQUENCES, LENGTH, true);
            List<TokenBatch> expected = new ArrayList<>();
            for (int step = 0; step < 30; step++) {
                expected.add(straight.batch(step));
            }
            TruncatedBpttBatches jumping = new TruncatedBpttBatches(source, 5, SEQUENCES, LENGTH, true);
            SplitMix64 random = new SplitMix64(1);
            for (int i = 0; i < 40; i++) {
                int step = random.nextInt(30);
                TokenBatch batch = jumping.batch(step);
                assertArrayEquals(expected.get(step).inputs(), batch.inputs());
                assertArrayEquals(expected.get(step).targets(), batch.targets());
                assertArrayEquals(expected.get(step).ages(), batch.ages());
                assertArrayEquals(expected.get(step).documentStart(), batch.documentStart());
            }
        }
    }

    @Test
    void documentsStayApart() {
        for (TextStart start : TextStart.values()) {
            TokenSource source = text(start);
            TruncatedBpttBatches batches = new TruncatedBpttBatches(source, 2, SEQUENCES, LENGTH, true);
            // Each sequence's scored targets, put together again, with the first input of each document.
            List<List<Integer>> sequences = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int step = 0; step < 200; step++) {
                TokenBatch batch = batches.batch(step);
                for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                    int[] inputs = row(batch.inputs(), sequence);
                    int[] targets = row(batch.targets(), sequence);
                    int[] ages = row(batch.ages(), sequence);
                    List<Integer> read = sequences.get(sequence);
                    if (batch.documentStart()[sequence]) {
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
            for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                int[] read = sequences.get(sequence).stream().mapToInt(t -> t).toArray();
                int[] stream = Reading.whole(source.open(Split.TRAIN, 2, sequence), read.length + 1).tokens();
                // Where the stream starts at a lone separator, the sequence starts at the document after it.
                int from = stream[0] == ByteDocuments.SEPARATOR ? 1 : 0;
                assertArrayEquals(Arrays.copyOfRange(stream, from, from + read.length), read);
            }
        }
    }

    @Test
    void aLoneSeparatorOpensNothing() {
        TokenSource source = text(TextStart.ANYWHERE);
        long seed = 0;
        while (Reading.whole(source.open(Split.TRAIN, seed, 0), 1).tokens()[0] != ByteDocuments.SEPARATOR) {
            seed++;
        }
        TokenBatch batch = new TruncatedBpttBatches(source, seed, 1, LENGTH, true).batch(0);
        assertArrayEquals(Arrays.copyOfRange(Reading.whole(source.open(Split.TRAIN, seed, 0), 3).tokens(), 1, 3),
                Arrays.copyOf(batch.inputs(), 2));
    }

    private static TokenSource text(TextStart start) {
        List<byte[]> documents = IntStream.range(1, 25).mapToObj(i -> "abcdefghijklmnopqrstuvwxyz".substring(0, i)
                .getBytes(StandardCharsets.US_ASCII)).toList();
        return new DocumentsSource(257, start, new ByteDocuments(documents.subList(0, 17)),
                new ByteDocuments(documents.subList(17, 24)));
    }

    private static int[] row(int[] values, int sequence) {
        return Arrays.copyOfRange(values, sequence * LENGTH, (sequence + 1) * LENGTH);
    }
}
