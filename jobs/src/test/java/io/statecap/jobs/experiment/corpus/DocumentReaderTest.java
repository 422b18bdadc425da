package io.statecap.jobs.experiment.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.common.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentReaderTest {

    private static final List<String> DOCUMENTS = List.of("first\ndocument", "zweites Dokument: Grüße", "third \"one\"");

    @TempDir
    private Path folder;

    private static CorpusSettings settings(String... extensions) {
        return new CorpusSettings(null, "text", List.of(extensions), List.of(), 1, 0.1, 1, 1 << 20);
    }

    private void refused(Path file, String... words) {
        UsageException e = assertThrows(UsageException.class, () -> CorpusInputFiles.read(file, settings()));
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
        assertTrue(e.getMessage().contains(file.getFileName().toString()), e.getMessage());
    }

    private Path lines(String name, String content) throws IOException {
        return CorpusInputFiles.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyKindOfFileGivesTheSameDocuments() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < DOCUMENTS.size(); i++) {
            entries.put("a/b" + i + ".txt", DOCUMENTS.get(i).getBytes(StandardCharsets.UTF_8));
        }
        List<Path> files = List.of(CorpusInputFiles.texts(folder.resolve("texts"), DOCUMENTS),
                CorpusInputFiles.jsonl(folder.resolve("a.jsonl"), DOCUMENTS),
                CorpusInputFiles.jsonl(folder.resolve("a.jsonl.gz"), DOCUMENTS),
                CorpusInputFiles.jsonl(folder.resolve("a.JSONL.zst"), DOCUMENTS),
                CorpusInputFiles.parquet(folder.resolve("a.parquet"), DOCUMENTS),
                CorpusInputFiles.zip(folder.resolve("a.jar"), entries),
                CorpusInputFiles.jsonl(folder.resolve("a.jsonl.bz2"), DOCUMENTS),
                CorpusInputFiles.tar(folder.resolve("a.tar"), entries),
                CorpusInputFiles.tar(folder.resolve("a.tgz"), entries),
                CorpusInputFiles.tar(folder.resolve("a.tar.zst"), entries),
                CorpusInputFiles.tar(folder.resolve("a.tar.xz"), entries));
        for (Path file : files) {
            assertEquals(DOCUMENTS, CorpusInputFiles.read(file, settings()), file.toString());
        }
        assertEquals(List.of(DOCUMENTS.get(0)),
                CorpusInputFiles.read(lines("one.txt.gz", DOCUMENTS.get(0)), settings()));
    }

    @Test
    void foldersAreReadWithoutHiddenAndUnwantedFiles() throws IOException {
        Path root = CorpusInputFiles.texts(folder.resolve("in"), DOCUMENTS);
        Files.writeString(root.resolve(".hidden.txt"), "no");
        Files.writeString(root.resolve("picture.bin"), "no");
        Path sub = Files.createDirectories(root.resolve("sub"));
        CorpusInputFiles.zip(sub.resolve("z.zip"), Map.of("x.txt", new byte[] {'x'}, "y.class", new byte[] {'y'}));

        List<String> expected = new ArrayList<>(DOCUMENTS);
        expected.add("x");

        assertEquals(expected, CorpusInputFiles.read(root, settings(".txt")));
    }

    @Test
    void excludedPathsAreLeftOutOfFoldersAndArchives() throws IOException {
        Path root = CorpusInputFiles.texts(folder.resolve("in"), List.of("a", "b"));
        Path sub = CorpusInputFiles.texts(root.resolve("gen/lists"), List.of("no"));
        Map<String, byte[]> entries = Map.of("x/gen/y.txt", new byte[] {'n'}, "x/gent.txt", new byte[] {'y'});
        CorpusInputFiles.tar(root.resolve("z.tar.gz"), entries);
        CorpusSettings settings = new CorpusSettings(null, "text", List.of(), List.of("gen/"), 1, 0.1, 1, 1 << 20);

        assertEquals(List.of("a", "b", "y"), CorpusInputFiles.read(root, settings));
        // What is named outright is wanted.
        assertEquals(List.of("no"), CorpusInputFiles.read(sub.resolve("0.txt"), settings));
    }

    @Test
    void filesWithNulBytesAreCountedAndLeftOut() throws IOException {
        Path root = CorpusInputFiles.texts(folder.resolve("in"), List.of("a", "b\u0000c"));
        CorpusInputFiles.zip(root.resolve("z.zip"), Map.of("x.txt", new byte[] {0}, "y.txt", new byte[] {'y'}));
        CorpusInputFiles.tar(root.resolve("z.tar"), Map.of("x.txt", new byte[] {'x', 0}));
        PartSummary passedOver = new PartSummary();

        List<String> read = CorpusInputFiles.read(root, settings(), passedOver);

        assertEquals(List.of("a", "y"), read);
        assertEquals(3, passedOver.leftOut(PartSummary.LeftOut.BINARY));
    }

    @Test
    void nullIsNoTextAndOtherFieldsMayHoldAnything() throws IOException {
        Path file = lines("a.jsonl", "\ufeff{\"text\": null, \"x\": NaN}\n{\"x\": [-Infinity, {\"y\": Infinity}], "
                + "\"text\": \"a\"}\n{\"x\": " + "[".repeat(2000) + "]".repeat(2000) + ", \"text\": \"b\", \"n\": "
                + "9".repeat(2000) + ", \"" + "k".repeat(60_000) + "\": 1}\n");
        PartSummary passedOver = new PartSummary();

        assertEquals(List.of("a", "b"), CorpusInputFiles.read(file, settings(), passedOver));
        assertEquals(1, passedOver.leftOut(PartSummary.LeftOut.NULL_TEXT));
        PartSummary rows = new PartSummary();
        Path parquet = CorpusInputFiles.parquet(folder.resolve("a.parquet"), DOCUMENTS);
        assertEquals(DOCUMENTS, CorpusInputFiles.read(parquet, settings(), rows));
        assertEquals(1, rows.leftOut(PartSummary.LeftOut.NULL_TEXT));
    }

    @Test
    void oneDocumentMayBeAsLongAsTheSettingsAllow() throws IOException {
        String text = "long ".repeat(4_200_000);
        Path file = lines("a.jsonl", "{\"text\": \"" + text + "\"}\n");

        assertEquals(List.of(text), CorpusInputFiles.read(file,
                new CorpusSettings(null, "text", List.of(), List.of(), 1, 0.1, 1, 22 << 20)));
        refused(file, "line 1", "more than 1048576 bytes", "--maximum-mib");
    }

    @Test
    void jsonFilesAreLinesWhereTheyAreObjectsWithTheField() throws IOException {
        assertEquals(DOCUMENTS, CorpusInputFiles.read(CorpusInputFiles.jsonl(folder.resolve("a.json"), DOCUMENTS),
                settings()));
        assertEquals(DOCUMENTS, CorpusInputFiles.read(CorpusInputFiles.jsonl(folder.resolve("a.json.gz"), DOCUMENTS),
                settings()));
        for (String text : List.of("{\"a\": 1}", "{\n \"a\": {\"text\": 1}\n}\n", "[1, 2]\n", "[{\"a\": NaN}]", "7", "")) {
            assertEquals(List.of(text), CorpusInputFiles.read(lines("b.json", text), settings()));
        }
        for (String text : List.of("{\n\"text\": \"a\"\n}", "[{\"text\": \"a\"}]", "{\"body\": \"a\"}\n{\"body\": \"b\"}\n",
                "{\"a\": // comment\n1}")) {
            Path file = lines("c.json", text);
            refused(file, "--format text", "--format jsonl");
            assertEquals(List.of(text), CorpusInputFiles.read(file,
                    new CorpusSettings(InputFormat.TEXT, "text", List.of(), List.of(), 1, 0.1, 1, 1 << 20)));
        }
    }

    @Test
    void linksThatLeadBackAreFollowedOnce() throws IOException {
        Path root = CorpusInputFiles.texts(folder.resolve("in"), List.of("a"));
        Path sub = CorpusInputFiles.texts(root.resolve("sub"), List.of("b"));
        Files.createSymbolicLink(sub.resolve("up"), root);
        Files.createSymbolicLink(root.resolve("again"), sub);

        assertEquals(List.of("a", "b"), CorpusInputFiles.read(root, settings()).stream().sorted().toList());
    }

    @Test
    void codecsThatAreMissingAreNamed() throws IOException {
        Path file = CorpusInputFiles.parquet(folder.resolve("a.parquet"), DOCUMENTS);
        CorpusInputFiles.claimCodec(file, org.apache.parquet.format.CompressionCodec.BROTLI);
        refused(file, "Brotli");
    }

    @Test
    void linesMayBeBlankOrEndInACarriageReturnOrNotAtAll() throws IOException {
        assertEquals(List.of("a", "bb", "ccc"), CorpusInputFiles.read(
                lines("a.jsonl", "{\"text\": \"a\"}\n\n  \r\n{\"text\": \"bb\"}\r\n{\"text\":\"ccc\"}"), settings()));
    }

    @Test
    void brokenLinesAreNamedByFileAndLine() throws IOException {
        String good = "{\"text\": \"a\"}\n";
        refused(lines("a.jsonl", good + "\n{\"text\": \"b\n"), "line 3", "no JSON");
        refused(lines("b.jsonl", good + "{\"body\": \"b\"}\n"), "line 2", "no field 'text'");
        refused(lines("c.jsonl", good + good + "{\"text\": 5}\n"), "line 3", "is no text");
        refused(lines("d.jsonl.gz", good + "[1]\n"), "line 2", "no JSON object");
        refused(lines("e.jsonl", good + "{\"text\": \"a\"} {}\n"), "line 2", "after its JSON object");
        refused(CorpusInputFiles.write(folder.resolve("f.jsonl"), new byte[] {'{', '"', (byte) 0xff, '"', '}'}),
                "line 1", "no JSON");
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        Path gzip = lines("a.txt.gz", "some text that is long enough to be cut");
        Files.write(gzip, java.util.Arrays.copyOf(Files.readAllBytes(gzip), 20));
        refused(gzip, "too early");
        refused(Files.writeString(folder.resolve("b.txt.zst"), "no zstd"), "cannot be read");
        refused(Files.writeString(folder.resolve("c.zip"), "no zip"), "no archive of this kind");
        refused(Files.writeString(folder.resolve("d.parquet"), "no parquet at all"), "Parquet");
        Path zip = CorpusInputFiles.zip(folder.resolve("e.zip"), Map.of("x.txt", new byte[5000]));
        Files.write(zip, java.util.Arrays.copyOf(Files.readAllBytes(zip), 40));
        refused(zip, "cannot be read");
        Path tar = CorpusInputFiles.tar(folder.resolve("f.tar"), Map.of("x.txt", new byte[5000]));
        Files.write(tar, java.util.Arrays.copyOf(Files.readAllBytes(tar), 2000));
        refused(tar, "cannot be read");
        refused(Files.writeString(folder.resolve("g.tar.xz"), "no xz"), "cannot be read");
    }

    @Test
    void missingColumnsAreRefused() throws IOException {
        Path file = CorpusInputFiles.parquet(folder.resolve("a.parquet"), DOCUMENTS);
        for (String column : List.of("body", "id")) {
            CorpusSettings settings = new CorpusSettings(null, column, List.of(), List.of(), 1, 0.1, 1, 1 << 20);
            UsageException e = assertThrows(UsageException.class, () -> CorpusInputFiles.read(file, settings));
            assertTrue(e.getMessage().contains("'" + column + "'"), e.getMessage());
        }
    }

    @Test
    void entriesThatLeadOutOfTheirArchiveAreRefused() throws IOException {
        for (String name : List.of("../evil.txt", "a/../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "a\\..\\b")) {
            refused(CorpusInputFiles.zip(folder.resolve("slip.zip"), Map.of(name, new byte[] {1})), "leads out");
        }
    }

    @Test
    void bombsStopBeforeTheyFillTheMemory() throws IOException {
        byte[] zeros = new byte[2 << 20];
        refused(CorpusInputFiles.zip(folder.resolve("long.zip"), Map.of("x.txt", zeros)), "x.txt", "--maximum-mib");
        refused(CorpusInputFiles.write(folder.resolve("long.txt.gz"), zeros), "--maximum-mib");
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 70; i++) {
            many.put(i + ".txt", new byte[1 << 20]);
        }
        refused(CorpusInputFiles.zip(folder.resolve("bomb.zip"), many), "zip bomb");
        refused(CorpusInputFiles.tar(folder.resolve("bomb.tar.xz"), many), "zip bomb");
    }

    @Test
    void missingInputsAreNamed() {
        UsageException e = assertThrows(UsageException.class,
                () -> CorpusInputFiles.read(folder.resolve("absent"), settings()));
        assertTrue(e.getMessage().contains("absent does not exist"), e.getMessage());
        assertThrows(UsageException.class, () -> CorpusInputFiles.read(folder, settings()));
    }
}
