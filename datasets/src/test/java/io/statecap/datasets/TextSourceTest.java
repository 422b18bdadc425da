package io.statecap.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class TextSourceTest {

    private static final int DOCUMENTS = 60;

    @TempDir
    Path folder;

    @BeforeEach
    void writeDocuments() throws IOException {
        for (int i = 0; i < DOCUMENTS; i++) {
            write("part" + i % 3 + "/document" + i + ".txt", document(i));
        }
    }

    @Test
    void everyDocumentIsInOneSplitAndWhole() throws IOException {
        TextSource source = TextSource.read(settings(1, 0.3, TextStart.DOCUMENT));
        Set<String> train = round(source, Split.TRAIN, 0, 0);
        Set<String> heldOut = round(source, Split.HELD_OUT, 0, 0);
        Set<String> all = new TreeSet<>(train);
        all.addAll(heldOut);
        assertEquals(allDocuments(), all);
        assertEquals(DOCUMENTS, train.size() + heldOut.size(), "no document is in both");
        // 60 documents at 0.3: 18 expected, deviation 3.5.
        assertTrue(heldOut.size() >= 6 && heldOut.size() <= 30, heldOut.size() + " held out");
        assertEquals(train.size(), source.documents(Split.TRAIN));
        assertEquals(heldOut.size(), source.documents(Split.HELD_OUT));
        assertEquals(train.stream().mapToLong(d -> d.length() + 1).sum(), source.tokens(Split.TRAIN));
    }

    @Test
    void splitDependsOnContentAlone(@TempDir Path other) throws IOException {
        Set<String> heldOut = round(TextSource.read(settings(1, 0.3, TextStart.DOCUMENT)), Split.HELD_OUT, 0, 0);
        for (int i = 0; i < DOCUMENTS; i += 2) {
            Files.writeString(other.resolve("renamed" + (DOCUMENTS - i) + ".txt"), document(i));
        }
        Files.writeString(other.resolve("added.txt"), "another document");
        Set<String> half = round(TextSource.read(settings(List.of(other), List.of(".txt"), 1, 0.3)),
                Split.HELD_OUT, 0, 0);
        for (int i = 0; i < DOCUMENTS; i += 2) {
            assertEquals(heldOut.contains(document(i)), half.contains(document(i)), document(i));
        }
    }

    @Test
    void aLargerShareOnlyAddsHeldOutDocuments() throws IOException {
        Set<String> few = round(TextSource.read(settings(1, 0.2, TextStart.DOCUMENT)), Split.HELD_OUT, 0, 0);
        Set<String> many = round(TextSource.read(settings(1, 0.6, TextStart.DOCUMENT)), Split.HELD_OUT, 0, 0);
        assertTrue(many.containsAll(few));
        assertTrue(many.size() > few.size());
    }

    @Test
    void copiesAndShortDocumentsAreDropped() throws IOException {
        String before = TextSource.read(settings(1, 0.3, TextStart.DOCUMENT)).fingerprint();
        write("copies/copy.txt", document(7));
        write("copies/empty.txt", "");
        TextSource source = TextSource.read(settings(1, 0.3, TextStart.DOCUMENT));
        assertEquals(DOCUMENTS, source.documents(Split.TRAIN) + source.documents(Split.HELD_OUT));
        assertEquals(before, source.fingerprint());

        Set<String> expected = allDocuments().stream().filter(d -> d.length() >= 40).collect(Collectors.toSet());
        assertTrue(!expected.isEmpty() && expected.size() < DOCUMENTS);
        TextSource longOnes = TextSource.read(settings(40, 0.3, TextStart.DOCUMENT));
        Set<String> kept = new TreeSet<>(round(longOnes, Split.TRAIN, 0, 0));
        kept.addAll(round(longOnes, Split.HELD_OUT, 0, 0));
        assertEquals(expected, kept);
        assertNotEquals(before, longOnes.fingerprint());
    }

    @Test
    void extensionsFilterWhateverTheirCase() throws IOException {
        write("code/A.JAVA", "class A {}");
        write("code/B.java", "class B {}");
        write("code/c.class", "\u00ca\u00fe");
        TextSource source = TextSource.read(settings(List.of(folder.resolve("code")), List.of(".java"), 1, 0.5,
                1 << 20));
        Set<String> read = new TreeSet<>(round(source, Split.TRAIN, 0, 0));
        read.addAll(round(source, Split.HELD_OUT, 0, 0));
        assertEquals(Set.of("class A {}", "class B {}"), read);
    }

    @Test
    void aFileNamedOutrightIsReadWhateverItsEnding() throws IOException {
        write("notes", "a note");
        TextSource source = TextSource.read(settings(List.of(folder, folder.resolve("notes")), List.of(".txt"), 1,
                0.3));
        assertEquals(DOCUMENTS + 1, source.documents(Split.TRAIN) + source.documents(Split.HELD_OUT));
    }

    @Test
    void bytesBecomeTokensAndASeparatorFollows() throws IOException {
        Path bytes = folder.resolve("bytes");
        for (int i = 0; i < 8; i++) {
            Files.createDirectories(bytes);
            Files.write(bytes.resolve(i + ".bin"), new byte[] {(byte) (248 + i), 0, 127, -128});
        }
        TextSource source = TextSource.read(settings(List.of(bytes), List.of(), 1, 0.5));
        assertEquals(257, source.vocabularySize());
        int[] tokens = Reading.whole(source.open(Split.TRAIN, 0, 0), 5).tokens();
        assertTrue(tokens[0] >= 248 && tokens[0] <= 255);
        assertArrayEquals(new int[] {0, 127, 128, 256}, Arrays.copyOfRange(tokens, 1, 5));
    }

    @Test
    void everyRoundHoldsEveryDocumentOnce() throws IOException {
        TextSource source = TextSource.read(settings(1, 0.3, TextStart.DOCUMENT));
        for (long index = 0; index < 20; index++) {
            int tokens = (int) source.tokens(Split.TRAIN);
            List<String> read = documents(Reading.whole(source.open(Split.TRAIN, 3, index), 3 * tokens));
            int count = source.documents(Split.TRAIN);
            for (int round = 0; round < 3; round++) {
                assertEquals(count, new TreeSet<>(read.subList(round * count, (round + 1) * count)).size());
            }
            assertNotEquals(read.subList(0, count), read.subList(count, 2 * count), "rounds have their own order");
        }
    }

    @Test
    void sequencesStartWithEachDocumentEquallyOften() throws IOException {
        TextSource source = TextSource.read(settings(1, 0.3, TextStart.DOCUMENT));
        Map<String, Integer> first = new TreeMap<>();
        int streams = 200 * source.documents(Split.HELD_OUT);
        for (long index = 0; index < streams; index++) {
            Reading.Tokens read = Reading.whole(source.open(Split.HELD_OUT, 3, index), 200);
            first.merge(documents(read).get(0), 1, Integer::sum);
        }
        assertEquals(source.documents(Split.HELD_OUT), first.size());
        first.values().forEach(count -> assertEquals(200, count, 4.5 * Math.sqrt(200)));
    }

    @Test
    void sequencesMayStartAtAnyTokenEquallyOften() throws IOException {
        TextSource source = TextSource.read(settings(1, 0.3, TextStart.ANYWHERE));
        int total = (int) source.tokens(Split.HELD_OUT);
        int streams = 20 * total;
        int separators = 0;
        Map<List<Integer>, Integer> openings = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (long index = 0; index < streams; index++) {
            int[] tokens = Reading.whole(source.open(Split.HELD_OUT, 3, index), 30).tokens();
            separators += tokens[0] == ByteDocuments.SEPARATOR ? 1 : 0;
            openings.merge(Arrays.stream(tokens).boxed().toList(), 1, Integer::sum);
        }
        double share = source.documents(Split.HELD_OUT) / (double) total;
        assertEquals(share, separators / (double) streams, 4.5 * Math.sqrt(share / streams));
        assertTrue(openings.size() >= total * 0.9, openings.size() + " openings of " + total + " tokens");
    }

    @Test
    void tokensDoNotDependOnThePieces() throws IOException {
        SplitMix64 random = new SplitMix64(5);
        for (TextStart start : TextStart.values()) {
            TextSource source = TextSource.read(settings(1, 0.3, start));
            for (long index = 0; index < 20; index++) {
                assertEquals(Reading.whole(source.open(Split.TRAIN, 1, index), 3_001),
                        Reading.pieces(source.open(Split.TRAIN, 1, index), 3_001, random));
            }
        }
    }

    @Test
    void sequencesDoNotDependOnTheOrderOfPaths() throws IOException {
        List<Path> parts = List.of(folder.resolve("part0"), folder.resolve("part1"), folder.resolve("part2"));
        List<Path> reversed = List.of(parts.get(2), parts.get(1), parts.get(0));
        TextSource one = TextSource.read(settings(parts, List.of(), 1, 0.3));
        TextSource two = TextSource.read(settings(reversed, List.of(), 1, 0.3));
        assertEquals(one.fingerprint(), two.fingerprint());
        assertEquals(Reading.whole(one.open(Split.TRAIN, 2, 2), 500), Reading.whole(two.open(Split.TRAIN, 2, 2), 500));
    }

    @Test
    void oneDocumentASplitIsEnough(@TempDir Path two) throws IOException {
        // Which of the two documents is held out does not matter; looks for a pair that splits.
        for (int i = 0; ; i++) {
            Files.writeString(two.resolve("a.txt"), "a" + i);
            Files.writeString(two.resolve("b.txt"), "b" + i);
            TextSource source;
            try {
                source = TextSource.read(settings(List.of(two), List.of(), 1, 0.5));
            } catch (IllegalArgumentException bothInOneSplit) {
                assertTrue(i < 40, "no pair splits");
                continue;
            }
            int[] tokens = Reading.whole(source.open(Split.TRAIN, 0, 0), 6 * (2 + String.valueOf(i).length())).tokens();
            assertEquals(6, Arrays.stream(tokens).filter(t -> t == ByteDocuments.SEPARATOR).count());
            return;
        }
    }

    @Test
    void emptyResultsAreRefused() {
        assertRefused("no folder, zip, jar or text file is at " + folder.resolve("absent"),
                settings(List.of(folder.resolve("absent")), List.of(), 1, 0.5));
        assertRefused("no file ending in [.md] was found in [" + folder + "]",
                settings(List.of(folder), List.of(".md"), 1, 0.5));
        assertRefused("none of the 60 files in [" + folder + "] has minimumTokens = 10000 bytes or more",
                settings(List.of(folder), List.of(), 10_000, 0.5));
        assertRefused("heldOutShare = 1.0E-9 leaves no held-out document of the 60 in [" + folder + "]",
                settings(List.of(folder), List.of(), 1, 1e-9));
        assertRefused("heldOutShare = 0.999999999 leaves no training document of the 60 in [" + folder + "]",
                settings(List.of(folder), List.of(), 1, 0.999999999));
    }

    @Test
    void moreTextThanAllowedIsRefused() throws IOException {
        long bytes = allDocuments().stream().mapToLong(String::length).sum();
        TextSource.read(settings(List.of(folder), List.of(), 1, 0.3, bytes));
        assertRefused("the text has more than maximumBytes = " + (bytes - 1) + " bytes; reading stopped in ",
                settings(List.of(folder), List.of(), 1, 0.3, bytes - 1));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertRefused("path must name at least one", () -> settings(List.of(), List.of(), 1, 0.5));
        assertRefused("extensions must be endings such as \".java\", not \"java\"",
                () -> settings(List.of(folder), List.of("java"), 1, 0.5));
        assertRefused("minimumTokens must be at least 1, not 0", () -> settings(List.of(folder), List.of(), 0, 0.5));
        for (double share : new double[] {0, 1, -1, Double.NaN}) {
            assertRefused("heldOutShare must be above 0 and below 1, not " + share,
                    () -> settings(List.of(folder), List.of(), 1, share));
        }
        assertRefused("maximumBytes must be at least 1, not 0",
                () -> settings(List.of(folder), List.of(), 1, 0.5, 0));
        assertRefused("start must be DOCUMENT or ANYWHERE, not null",
                () -> new TextSettings(List.of(folder), List.of(), 1, 0.5, null, 1));
    }

    private static void assertRefused(String message, TextSettings settings) {
        assertRefused(message, () -> TextSource.read(settings));
    }

    private static void assertRefused(String message, Executable making) {
        String refusal = assertThrows(IllegalArgumentException.class, making).getMessage();
        assertTrue(refusal.startsWith(message), refusal);
        assertFalse(refusal.contains("\n"), "one sentence");
    }

    /** Text of 5 to 82 characters, different for every number. */
    private static String document(int number) {
        return "d" + number + ": " + "lorem ipsum ".repeat(number % 7) + ".";
    }

    private static Set<String> allDocuments() {
        Set<String> all = new TreeSet<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            all.add(document(i));
        }
        return all;
    }

    private static Set<String> round(TextSource source, Split split, long seed, long index) {
        return new TreeSet<>(documents(Reading.whole(source.open(split, seed, index), (int) source.tokens(split))));
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

    private TextSettings settings(int minimumTokens, double heldOutShare, TextStart start) {
        return new TextSettings(List.of(folder), List.of(".txt"), minimumTokens, heldOutShare, start,
                TextSettings.DEFAULT_MAXIMUM_BYTES);
    }

    private static TextSettings settings(List<Path> paths, List<String> extensions, int minimumTokens,
                                         double heldOutShare) {
        return settings(paths, extensions, minimumTokens, heldOutShare, TextSettings.DEFAULT_MAXIMUM_BYTES);
    }

    private static TextSettings settings(List<Path> paths, List<String> extensions, int minimumTokens,
                                         double heldOutShare, long maximumBytes) {
        return new TextSettings(paths, extensions, minimumTokens, heldOutShare, TextStart.DOCUMENT, maximumBytes);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
