package io.statecap.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentsSourceTest {

    private static final int TRAIN = 43;
    private static final int HELD_OUT = 18;
    private static final ByteDocuments TRAIN_DOCUMENTS = documents(0, TRAIN);
    private static final ByteDocuments HELD_OUT_DOCUMENTS = documents(TRAIN, TRAIN + HELD_OUT);

    private static ByteDocuments documents(int from, int to) {
        return new ByteDocuments(IntStream.range(from, to).mapToObj(i ->
                ("d" + i + ": " + "lorem ipsum ".repeat(i % 7) + ".").getBytes(StandardCharsets.US_ASCII)).toList());
    }

    private static TokenSource source(TextStart start) {
        return new DocumentsSource(257, start, TRAIN_DOCUMENTS, HELD_OUT_DOCUMENTS);
    }

    private static int tokens(TokenDocuments documents) {
        return (int) documents.start(documents.count());
    }

    /** The complete documents of a sequence, in order. */
    private static List<String> documents(Reading.Tokens read) {
        List<String> documents = new ArrayList<>();
        StringBuilder document = new StringBuilder();
        for (int token : read.tokens()) {
            if (token == ByteDocuments.SEPARATOR) {
                documents.add(document.toString());
                document.setLength(0);
            } else {
                document.append((char) token);
            }
        }
        return documents;
    }

    @Test
    void bytesBecomeTokensAndASeparatorFollows() {
        ByteDocuments bytes = new ByteDocuments(List.of(new byte[] {(byte) 248, 0, 127, -128}));
        assertArrayEquals(new int[] {248, 0, 127, 128, 256, 248}, Reading.whole(
                new DocumentsSource(257, TextStart.DOCUMENT, bytes, bytes).open(Split.TRAIN, 0, 0), 6).tokens());
    }

    @Test
    void everyRoundHoldsEveryDocumentOnce() {
        for (long index = 0; index < 20; index++) {
            List<String> read = documents(Reading.whole(source(TextStart.DOCUMENT).open(Split.TRAIN, 3, index),
                    3 * tokens(TRAIN_DOCUMENTS)));
            for (int round = 0; round < 3; round++) {
                assertEquals(TRAIN, new TreeSet<>(read.subList(round * TRAIN, (round + 1) * TRAIN)).size());
            }
            assertNotEquals(read.subList(0, TRAIN), read.subList(TRAIN, 2 * TRAIN), "rounds have their own order");
        }
    }

    @Test
    void sequencesStartWithEachDocumentEquallyOften() {
        Map<String, Integer> first = new TreeMap<>();
        for (long index = 0; index < 200 * HELD_OUT; index++) {
            first.merge(documents(Reading.whole(source(TextStart.DOCUMENT).open(Split.HELD_OUT, 3, index), 200)).get(0),
                    1, Integer::sum);
        }
        assertEquals(HELD_OUT, first.size());
        first.values().forEach(count -> assertEquals(200, count, 4.5 * Math.sqrt(200)));
    }

    @Test
    void sequencesMayStartAtAnyTokenEquallyOften() {
        int total = tokens(HELD_OUT_DOCUMENTS);
        int streams = 20 * total;
        int separators = 0;
        TreeSet<String> openings = new TreeSet<>();
        for (long index = 0; index < streams; index++) {
            int[] tokens = Reading.whole(source(TextStart.ANYWHERE).open(Split.HELD_OUT, 3, index), 30).tokens();
            separators += tokens[0] == ByteDocuments.SEPARATOR ? 1 : 0;
            openings.add(Arrays.toString(tokens));
        }
        double share = HELD_OUT / (double) total;
        assertEquals(share, separators / (double) streams, 4.5 * Math.sqrt(share / streams));
        assertTrue(openings.size() >= total * 0.9, openings.size() + " openings of " + total + " tokens");
    }

    @Test
    void tokensDoNotDependOnThePieces() {
        SplitMix64 random = new SplitMix64(5);
        for (TextStart start : TextStart.values()) {
            for (long index = 0; index < 20; index++) {
                assertEquals(Reading.whole(source(start).open(Split.TRAIN, 1, index), 3_001),
                        Reading.pieces(source(start).open(Split.TRAIN, 1, index), 3_001, random));
            }
        }
    }

    @Test
    void oneDocumentASplitIsEnoughAndNoneIsNot() {
        ByteDocuments one = documents(0, 1);
        int[] tokens = Reading.whole(new DocumentsSource(257, TextStart.DOCUMENT, one, one).open(Split.TRAIN, 0, 0),
                6 * tokens(one)).tokens();
        assertEquals(6, Arrays.stream(tokens).filter(token -> token == ByteDocuments.SEPARATOR).count());
        assertThrows(IllegalArgumentException.class,
                () -> new DocumentsSource(257, TextStart.DOCUMENT, one, documents(0, 0)));
    }
}
