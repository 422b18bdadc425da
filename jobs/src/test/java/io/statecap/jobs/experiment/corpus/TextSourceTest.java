package io.statecap.jobs.experiment.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.datasets.ByteDocuments;
import io.statecap.datasets.Split;
import io.statecap.datasets.TokenSource;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.DataSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextSourceTest {

    private static final List<String> DOCUMENTS = IntStream.range(0, 60)
            .mapToObj(i -> "d" + i + ": " + "lorem ipsum ".repeat(i % 7) + ".").toList();
    private static final long BYTES = DOCUMENTS.stream().mapToLong(String::length).sum();

    @TempDir
    private Path folder;

    private static TokenSource read(Path path, int minimumTokens, double heldOutShare, long mostBytes)
            throws IOException {
        return TokenSources.text(new DataSettings.Text(path.toString(), List.of(".txt"), minimumTokens, heldOutShare,
                "document"), new Configuration(), mostBytes);
    }

    /** The documents of a split: those of one round, whose end is where the first one comes again. */
    private static Set<String> split(TokenSource source, Split split) {
        int[] tokens = new int[3 * (int) BYTES];
        source.open(split, 0, 0).read(tokens, new int[tokens.length], 0, tokens.length);
        Set<String> documents = new TreeSet<>();
        StringBuilder document = new StringBuilder();
        for (int token : tokens) {
            if (token == ByteDocuments.SEPARATOR) {
                documents.add(document.toString());
                document.setLength(0);
            } else {
                document.append((char) token);
            }
        }
        return documents;
    }

    private void refused(String message, Path path, int minimumTokens, double heldOutShare, long mostBytes) {
        UsageException e = assertThrows(UsageException.class, () -> read(path, minimumTokens, heldOutShare, mostBytes));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void everyDocumentIsInTheSplitThatItsHashTells() throws IOException {
        Path texts = CorpusInputFiles.texts(folder.resolve("texts"), DOCUMENTS);
        TokenSource source = read(texts, 1, 0.3, BYTES);

        Set<String> heldOut = new TreeSet<>();
        for (String document : DOCUMENTS) {
            if (ContentHash.of(document.getBytes(StandardCharsets.US_ASCII)).heldOut(0.3)) {
                heldOut.add(document);
            }
        }
        assertEquals(257, source.vocabularySize());
        assertEquals(heldOut, split(source, Split.HELD_OUT));
        Set<String> train = split(source, Split.TRAIN);
        assertTrue(train.stream().noneMatch(heldOut::contains));
        assertEquals(60, train.size() + heldOut.size());
    }

    @Test
    void namesArchivesCopiesAndOrderDoNotMatter() throws IOException {
        Path texts = CorpusInputFiles.texts(folder.resolve("texts"), DOCUMENTS);
        Path other = Files.createDirectories(folder.resolve("other"));
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 59; i >= 20; i--) {
            entries.put("x" + i + ".txt", DOCUMENTS.get(i).getBytes(StandardCharsets.US_ASCII));
        }
        CorpusInputFiles.zip(other.resolve("z.jar"), entries);
        CorpusInputFiles.texts(other.resolve("sub"), DOCUMENTS.subList(0, 30));
        Files.writeString(other.resolve("unwanted.md"), "no");

        int[][] read = new int[2][2000];
        read(texts, 1, 0.3, BYTES).open(Split.TRAIN, 2, 2).read(read[0], new int[2000], 0, 2000);
        read(other, 1, 0.3, 2 * BYTES).open(Split.TRAIN, 2, 2).read(read[1], new int[2000], 0, 2000);

        assertArrayEquals(read[0], read[1]);
    }

    @Test
    void textOfNoUseIsRefused() throws IOException {
        Path texts = CorpusInputFiles.texts(folder.resolve("texts"), DOCUMENTS);
        refused("absent does not exist", folder.resolve("absent"), 1, 0.5, BYTES);
        refused("no file ending in [.txt] was found", Files.createDirectories(folder.resolve("empty")), 1, 0.5, BYTES);
        refused("of 60 documents in " + texts + " none has minimumTokens = 10000", texts, 10_000, 0.5, BYTES);
        refused("heldOutShare = 1.0E-9 leaves no held-out document among 60 documents", texts, 1, 1e-9, BYTES);
        refused("heldOutShare = 0.999999999 leaves no training document among 60 documents", texts, 1, 0.999999999, BYTES);
        refused("more than " + (BYTES - 1) + " bytes of text", texts, 1, 0.3, BYTES - 1);
        List<String> few = new ArrayList<>(DOCUMENTS);
        few.removeIf(document -> document.length() < 60);
        TokenSource source = read(texts, 60, 0.3, BYTES);
        assertEquals(few.size(), split(source, Split.TRAIN).size() + split(source, Split.HELD_OUT).size());
    }
}
