package io.statecap.jobs.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.statecap.analysis.table.CurveRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactedTablesTest {

    @TempDir
    Path root;

    private ResultsDirectory results;

    @BeforeEach
    void open() throws IOException {
        results = ResultsDirectory.local(root);
    }

    /** Small files are copies of one another, which is much faster than writing each. */
    private void fill(int files) throws IOException {
        results.write(Table.CURVES, "0000", SampleRows.curves("0000"));
        for (int i = 1; i < files; i++) {
            Files.copy(root.resolve("curves/0000.parquet"), root.resolve("curves/%04d.parquet".formatted(i)));
        }
    }

    private List<Path> copies() throws IOException {
        Path folder = root.resolve("fits/.compacted");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private List<CurveRow> read() throws IOException {
        return results.readWhole(Table.CURVES, damage -> {
            throw new AssertionError(damage);
        });
    }

    @Test
    void fewFilesNeedNoCopy() throws IOException {
        fill(3);

        assertEquals(results.read(Table.CURVES), read());
        assertEquals(List.of(), copies());
        assertEquals(List.of(), results.readWhole(Table.TRIALS, damage -> { }));
    }

    @Test
    void theCopyHasTheSameRowsAndIsUsed() throws IOException {
        fill(CompactedTables.WORTH_A_COPY);
        List<CurveRow> original = results.read(Table.CURVES);

        assertEquals(original, read());
        assertEquals(original, read());

        // Rows that only the copy has show that it is what is read.
        Path part = copies().get(0).resolve("part-00.parquet");
        Files.copy(part, copies().get(0).resolve("part-99.parquet"));
        assertNotEquals(original.size(), read().size());
        assertEquals(original, results.read(Table.CURVES));
    }

    @Test
    void aFileThatChangedAppearedOrWentMakesItAnew() throws IOException {
        fill(CompactedTables.WORTH_A_COPY + 1);
        List<List<Path>> seen = new ArrayList<>();
        read();
        seen.add(copies());

        results.write(Table.CURVES, "0001", SampleRows.curves("new"));
        assertEquals(4, read().stream().filter(row -> row.trialId().equals("new")).count());
        seen.add(copies());

        Files.delete(root.resolve("curves/0002.parquet"));
        assertEquals(results.read(Table.CURVES), read());
        seen.add(copies());

        results.write(Table.CURVES, "9999", SampleRows.curves("added"));
        assertEquals(results.read(Table.CURVES), read());
        seen.add(copies());

        Path touched = root.resolve("curves/0003.parquet");
        Files.setLastModifiedTime(touched, FileTime.fromMillis(Files.getLastModifiedTime(touched).toMillis() + 5));
        assertEquals(results.read(Table.CURVES), read());
        seen.add(copies());

        assertEquals(5, seen.stream().distinct().count());
        seen.forEach(folders -> assertEquals(1, folders.size()));
    }

    @Test
    void anUnfinishedOrBrokenCopyIsNotTrusted() throws IOException {
        fill(CompactedTables.WORTH_A_COPY);
        List<CurveRow> original = read();

        Files.delete(copies().get(0).resolve("_complete"));
        Files.delete(copies().get(0).resolve("part-03.parquet"));
        assertEquals(original, read());

        Files.writeString(copies().get(0).resolve("part-05.parquet"), "no Parquet");
        assertEquals(original, read());
        assertEquals(original, read());
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsReadAllTheSame() throws IOException {
        fill(CompactedTables.WORTH_A_COPY);
        Files.writeString(root.resolve("fits"), "in the way");

        assertEquals(results.read(Table.CURVES), read());
        assertFalse(Files.isDirectory(root.resolve("fits")));
    }
}
