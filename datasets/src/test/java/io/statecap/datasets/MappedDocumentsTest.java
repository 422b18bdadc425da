package io.statecap.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedDocumentsTest {

    @TempDir
    private Path folder;

    private MappedDocuments mapped(String name, int vocabulary, int... lengths) throws IOException {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        try (MappedDocuments.Writer writer = new MappedDocuments.Writer(folder, name, vocabulary, vocabulary - 1)) {
            for (int length : lengths) {
                writer.add(random.ints(length, 0, vocabulary - 1).toArray());
            }
        }
        return MappedDocuments.open(folder, name, vocabulary);
    }

    @Test
    void smallAndLargeVocabulariesComeBack() throws IOException {
        for (int vocabulary : new int[] {257, 1 << 16, (1 << 16) + 1, 1 << 24}) {
            int[][] documents = {{0, vocabulary - 2, 5}, {vocabulary / 2}};
            String name = "v" + vocabulary;
            try (MappedDocuments.Writer writer = new MappedDocuments.Writer(folder, name, vocabulary,
                    vocabulary - 1)) {
                for (int[] document : documents) {
                    writer.add(document);
                }
            }
            MappedDocuments mapped = MappedDocuments.open(folder, name, vocabulary);
            assertEquals(2, mapped.count());
            assertEquals(List.of(0L, 4L, 6L), List.of(mapped.start(0), mapped.start(1), mapped.start(2)));
            int[] copy = new int[4];
            mapped.copy(0, 0, copy, 0, 4);
            assertArrayEquals(new int[] {0, vocabulary - 2, 5, vocabulary - 1}, copy);
            mapped.copy(1, 0, copy, 2, 2);
            assertArrayEquals(new int[] {0, vocabulary - 2, vocabulary / 2, vocabulary - 1}, copy);
        }
    }

    @Test
    void sequencesAreThoseOfTheSameDocumentsInMemory() throws IOException {
        byte[] first = "a first document".getBytes();
        byte[] second = "another".getBytes();
        byte[] third = "x".getBytes();
        try (MappedDocuments.Writer writer = new MappedDocuments.Writer(folder, "same", 257,
                ByteDocuments.SEPARATOR)) {
            for (byte[] document : List.of(first, second, third)) {
                writer.add(new String(document).chars().toArray());
            }
        }
        MappedDocuments mapped = MappedDocuments.open(folder, "same", 257);
        ByteDocuments inMemory = new ByteDocuments(List.of(first, second, third));
        for (TextStart start : TextStart.values()) {
            TokenSource a = new DocumentsSource(257, start, mapped, mapped);
            TokenSource b = new DocumentsSource(257, start, inMemory, inMemory);
            for (Split split : Split.values()) {
                int[] left = new int[500];
                int[] right = new int[500];
                a.open(split, 3, 1).read(left, new int[500], 0, 500);
                b.open(split, 3, 1).read(right, new int[500], 0, 500);
                assertArrayEquals(right, left);
            }
        }
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        mapped("cut", 300, 10, 20);
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve("cut.tokens").toFile(), "rw")) {
            file.setLength(file.length() - 2);
        }
        assertThrows(IOException.class, () -> MappedDocuments.open(folder, "cut", 300));
        assertThrows(IOException.class, () -> MappedDocuments.open(folder, "absent", 300));
        mapped("other", 300, 10, 20);
        assertThrows(IOException.class, () -> MappedDocuments.open(folder, "other", 1 << 20));
    }

    @Test
    void tokensOutsideTheVocabularyAndEmptySplitsAreRefused() throws IOException {
        try (MappedDocuments.Writer writer = new MappedDocuments.Writer(folder, "bad", 10, 9)) {
            assertThrows(IllegalArgumentException.class, () -> writer.add(new int[] {1, 10}));
            assertThrows(IllegalArgumentException.class, () -> writer.add(new int[] {-1}));
        }
        MappedDocuments none = mapped("none", 10);
        MappedDocuments one = mapped("one", 10, 3);
        assertThrows(IllegalArgumentException.class, () -> new DocumentsSource(10, TextStart.ANYWHERE, one, none));
    }
}
