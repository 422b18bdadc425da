package io.statecap.jobs.experiment.corpus;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.statecap.datasets.TextStart;
import io.statecap.datasets.TokenSource;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.results.parquet.Rows;
import io.statecap.jobs.results.parquet.TokenDocument;
import io.statecap.jobs.results.parquet.TokenParquet;
import io.statecap.model.io.Mutations;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages good files at random and reads them: each is either read or refused with one sentence that names it, and
 * neither may take more than a fixed amount of memory or time. {@code -Dstatecap.fuzzSeconds=N} goes on for N seconds a
 * format with seeds that have not been tried; a failure prints the file.
 */
class CorpusFuzzTest {

    private static final int CASES = 400;
    /** What a guard lets pass, 64 MiB, may be held packed and unpacked. */
    private static final long MOST_ALLOCATED = 160L << 20;
    private static final long MOST_NANOSECONDS = 10_000_000_000L;
    private static final CorpusSettings SETTINGS =
            new CorpusSettings(null, "text", List.of(), List.of(), 1, 0.1, 1, 1 << 20);
    /** Parsed once: every new one reads Hadoop's default files. */
    private static final Configuration CONFIGURATION = new Configuration();
    private static final List<String> DOCUMENTS = IntStream.range(0, 12)
            .mapToObj(i -> ("Document " + i + ": Grüße, 世界 \"" + i + "\"\n").repeat(1 + i % 3)).toList();

    @TempDir
    private Path folder;

    /** Reads a file; false where it was refused as it should be. */
    private interface Reader {
        boolean reads(Path file) throws IOException;
    }

    @Test
    void jsonLines() throws IOException {
        fuzzInput(CorpusInputFiles.jsonl(folder.resolve("a.jsonl"), DOCUMENTS));
    }

    @Test
    void gzip() throws IOException {
        fuzzInput(CorpusInputFiles.jsonl(folder.resolve("a.jsonl.gz"), DOCUMENTS));
    }

    @Test
    void zstd() throws IOException {
        fuzzInput(CorpusInputFiles.jsonl(folder.resolve("a.jsonl.zst"), DOCUMENTS));
    }

    @Test
    void textInGzip() throws IOException {
        fuzzInput(CorpusInputFiles.write(folder.resolve("a.txt.gz"),
                String.join("", DOCUMENTS).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void xzAndBzip2() throws IOException {
        fuzzInput(CorpusInputFiles.jsonl(folder.resolve("a.jsonl.xz"), DOCUMENTS));
        fuzzInput(CorpusInputFiles.jsonl(folder.resolve("a.jsonl.bz2"), DOCUMENTS));
    }

    /** Lines or a text: the beginning tells. */
    @Test
    void json() throws IOException {
        fuzzInput(CorpusInputFiles.jsonl(folder.resolve("a.json"), DOCUMENTS));
    }

    @Test
    void zip() throws IOException {
        fuzzInput(CorpusInputFiles.zip(folder.resolve("a.zip"), entries()));
    }

    @Test
    void tar() throws IOException {
        fuzzInput(CorpusInputFiles.tar(folder.resolve("a.tar"), entries()));
    }

    private static Map<String, byte[]> entries() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < DOCUMENTS.size(); i++) {
            // One name is too long for the old header.
            entries.put("folder/".repeat(i == 5 ? 40 : 1) + i + ".txt", DOCUMENTS.get(i).getBytes(StandardCharsets.UTF_8));
        }
        return entries;
    }

    @Test
    void parquet() throws IOException {
        fuzzInput(CorpusInputFiles.parquet(folder.resolve("a.parquet"), DOCUMENTS));
    }

    @Test
    void compressedParquet() throws IOException {
        for (CompressionCodecName codec : List.of(CompressionCodecName.SNAPPY, CompressionCodecName.ZSTD,
                CompressionCodecName.GZIP)) {
            fuzzInput(CorpusInputFiles.parquet(folder.resolve(codec + ".parquet"), DOCUMENTS, codec));
        }
    }

    @Test
    void parquetOfVersion2() throws IOException {
        fuzzInput(CorpusInputFiles.parquet(folder.resolve("v2.parquet"), DOCUMENTS, CompressionCodecName.UNCOMPRESSED,
                WriterVersion.PARQUET_2_0));
    }

    @Test
    void tokenParquet() throws IOException {
        fuzz(tokens(folder.resolve("part-00000.parquet")), CorpusFuzzTest::readsTokens);
    }

    @Test
    void manifest() throws IOException {
        fuzz(corpus().resolve("manifest.json"), file -> {
            try {
                CorpusManifest.parse(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
                return true;
            } catch (UsageException e) {
                return refused(e, file);
            }
        });
    }

    /** The manifest as a whole corpus sees it: what it says of the documents has to be so. */
    @Test
    void corpusWithDamagedManifest() throws IOException {
        fuzz(corpus().resolve("manifest.json"), this::readsCorpus);
    }

    @Test
    void corpusWithDamagedDocuments() throws IOException {
        fuzz(corpus().resolve("documents/part-00000.parquet"), this::readsCorpus);
    }

    private void fuzzInput(Path good) throws IOException {
        fuzz(good, file -> {
            try {
                CorpusInputFiles.read(file, SETTINGS);
                return true;
            } catch (UsageException e) {
                return refused(e, file);
            }
        });
    }

    private static boolean readsTokens(Path file) throws IOException {
        try (Rows<TokenDocument> rows = TokenParquet.read(hadoop(file), CONFIGURATION)) {
            // Damage to a value is not to be told from a value: what matters is that reading ends.
            TokenDocument row = rows.next();
            while (row != null) {
                row = rows.next();
            }
            return true;
        } catch (IOException e) {
            return refused(e, file);
        }
    }

    private boolean readsCorpus(Path file) throws IOException {
        Path root = folder.resolve("corpus");
        Path copies = folder.resolve("copies");
        try {
            CorpusReader reader = new CorpusReader(new CorpusDirectory(hadoop(root), CONFIGURATION));
            reader.heldOut(3);
            TokenSource source = reader.source(TextStart.ANYWHERE, copies);
            assertTrue(source.vocabularySize() >= 256);
            return true;
        } catch (UsageException e) {
            return refused(e, root);
        } finally {
            CorpusInputFiles.delete(copies);
        }
    }

    private static boolean refused(Exception e, Path file) {
        String sentence = e.getMessage();
        assertTrue(sentence.contains(file.getFileName().toString()) && sentence.length() < 1000
                && sentence.lines().count() == 1
                && !sentence.matches(".*\\b(null\\.?$|is null|.*@[0-9a-f]{6,}).*"), sentence);
        return false;
    }

    private static org.apache.hadoop.fs.Path hadoop(Path file) {
        return new org.apache.hadoop.fs.Path(file.toUri());
    }

    private static Path tokens(Path file) throws IOException {
        List<TokenDocument> documents = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            documents.add(new TokenDocument(String.format("%032x", i), i % 4 == 3,
                    DOCUMENTS.get(i).chars().map(c -> c & 0xff).toArray()));
        }
        TokenParquet.write(hadoop(file), documents.iterator(), CONFIGURATION);
        return file;
    }

    private Path corpus() throws IOException {
        Path root = Files.createDirectories(folder.resolve("corpus"));
        Path part = Files.createDirectories(root.resolve("documents")).resolve("part-00000.parquet");
        tokens(part);
        PartSummary summary = new PartSummary();
        try (Rows<TokenDocument> rows = TokenParquet.read(hadoop(part), CONFIGURATION)) {
            for (TokenDocument row = rows.next(); row != null; row = rows.next()) {
                summary.kept(new ContentHash(String.format("%032x", summary.documentsRead())), row.heldOut(), row.tokens().length);
            }
        }
        List<CorpusInputs.Source> inputs =
                List.of(new CorpusInputs.Source("a.txt", "a.txt", InputFormat.TEXT, 100));
        Files.writeString(root.resolve("manifest.json"), CorpusManifest.text(TokenizerFile.bytes(), SETTINGS,
                inputs, List.of(CorpusDirectory.partName(0)), summary));
        return root;
    }

    private static void fuzz(Path file, Reader reader) throws IOException {
        byte[] good = Files.readAllBytes(file);
        assertTrue(reader.reads(file));
        Integer seconds = Integer.getInteger("statecap.fuzzSeconds");
        long end = seconds == null ? 0 : System.nanoTime() + seconds * 1_000_000_000L;
        int read = 0;
        int seed = 0;
        long most = 0;
        for (; seconds == null ? seed < CASES : System.nanoTime() < end; seed++) {
            byte[] damaged = Mutations.of(good, new SplittableRandom(seed));
            Files.write(file, damaged);
            long before = allocated();
            long start = System.nanoTime();
            try {
                read += reader.reads(file) ? 1 : 0;
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError(failure(file, seed, damaged, e.toString()), e);
            }
            long used = allocated() - before;
            if (used > MOST_ALLOCATED) {
                throw new AssertionError(failure(file, seed, damaged, used + " bytes were allocated"));
            }
            long nanoseconds = System.nanoTime() - start;
            if (nanoseconds > MOST_NANOSECONDS) {
                throw new AssertionError(failure(file, seed, damaged, nanoseconds + " ns went by"));
            }
            most = Math.max(most, used);
        }
        // A fuzzer that only ever sees refusals, or none, tests little.
        assertTrue(read > 0 && read < seed, read + " of " + seed + " were read");
        if (seconds != null) {
            System.out.println(file.getFileName() + ": " + seed + " mutations, " + read + " of them read, at most "
                    + (most >> 20) + " MiB allocated");
        }
    }

    private static String failure(Path file, int seed, byte[] damaged, String what) {
        return file.getFileName() + ", seed " + seed + ": " + what + "\n" + Base64.getEncoder().encodeToString(damaged);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
