package io.statecap.jobs.results.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.TrainingRow;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordParquetTest {

    /** Steps of a training as they were before a column was added, and after. */
    public record OldRow(String trialId, long step) {}

    public record NewRow(String trialId, long step, Double loss) {}

    public record StricterRow(String trialId, long step, double loss) {}

    public record OtherTypeRow(String trialId, int step) {}

    public record UnsupportedRow(float loss) {}

    private static final Configuration CONFIGURATION = new Configuration();

    @TempDir
    java.nio.file.Path temporary;

    private Path path(String name) {
        return new Path(temporary.resolve(name).toUri());
    }

    private List<String> filesThere() throws IOException {
        try (Stream<java.nio.file.Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void namesColumnsInSnakeCase() {
        assertEquals("from_position", RecordSchema.snakeCase("fromPosition"));
        assertEquals("d_model", RecordSchema.snakeCase("dModel"));
        assertEquals("r2", RecordSchema.snakeCase("r2"));
    }

    @Test
    void readsBackManyRowsInOrder() throws IOException {
        List<TrainingRow> rows = LongStream.range(0, 50_000)
                .mapToObj(step -> new TrainingRow("t", step, step * 4096, 1.0 / (step + 1), Math.sqrt(step), 1e-3)).toList();
        RecordParquet<TrainingRow> parquet = RecordParquet.of(TrainingRow.class);

        parquet.write(path("t.parquet"), rows, CONFIGURATION);

        assertEquals(rows, parquet.read(path("t.parquet"), CONFIGURATION));
        assertEquals(List.of("t.parquet"), filesThere(), "no checksum or temporary file stays");
    }

    @Test
    void readsTheFilesOfAFolderInOrderOfTheirNamesWhateverElseLiesThere() throws IOException {
        RecordParquet<OldRow> parquet = RecordParquet.of(OldRow.class);
        List<OldRow> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            OldRow row = new OldRow(String.format("t%03d", i), i);
            expected.add(row);
            parquet.write(path(row.trialId() + ".parquet"), List.of(row), CONFIGURATION);
        }
        Files.writeString(temporary.resolve(".t001.parquet.77.tmp"), "half");
        Files.writeString(temporary.resolve("_t001.parquet"), "half");
        Files.writeString(temporary.resolve("README.txt"), "foreign");
        Files.createDirectory(temporary.resolve("folder.parquet"));

        assertEquals(expected, parquet.readAll(path(""), CONFIGURATION, RecordParquet::refuse));
        assertEquals(List.of(), parquet.readAll(path("missing"), CONFIGURATION, RecordParquet::refuse));
    }

    @Test
    void aFileAppearsOnlyOnceItIsWhole() throws IOException {
        RecordParquet<OldRow> parquet = RecordParquet.of(OldRow.class);
        parquet.write(path("t.parquet"), List.of(new OldRow("t", 1)), CONFIGURATION);
        List<List<String>> seenMidway = new ArrayList<>();
        Iterable<OldRow> failing = () -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public OldRow next() {
                if (next == 20_000) {
                    try {
                        seenMidway.add(filesThere());
                    } catch (IOException e) {
                        throw new NoSuchElementException(e);
                    }
                    throw new IllegalStateException("the writer dies here");
                }
                return new OldRow("new", next++);
            }
        };

        assertEquals("the writer dies here", assertThrows(IllegalStateException.class,
                () -> parquet.write(path("t.parquet"), failing, CONFIGURATION)).getMessage());
        assertThrows(IllegalStateException.class, () -> parquet.write(path("u.parquet"), failing, CONFIGURATION));

        assertEquals(2, seenMidway.get(0).size(), "a temporary file beside the old one: " + seenMidway);
        assertTrue(seenMidway.get(0).get(0).startsWith(".t.parquet."), seenMidway.toString());
        assertEquals(List.of("t.parquet"), filesThere());
        assertEquals(List.of(new OldRow("t", 1)), parquet.readAll(path(""), CONFIGURATION, RecordParquet::refuse));
    }

    public record ListRow(List<Double> values) {}

    @Test
    void listsHoldNullsAndEveryNumber() throws IOException {
        List<ListRow> rows = List.of(new ListRow(null), new ListRow(List.of()),
                new ListRow(Arrays.asList(null, Double.NaN, -0.0, Double.NEGATIVE_INFINITY, null, 1e-320)),
                new ListRow(DoubleStream.iterate(1, x -> x / 3).limit(500).boxed().toList()));
        RecordParquet<ListRow> parquet = RecordParquet.of(ListRow.class);
        parquet.write(path("t.parquet"), rows, CONFIGURATION);

        List<ListRow> read = parquet.read(path("t.parquet"), CONFIGURATION);

        assertEquals(rows, read);
        assertThrows(UnsupportedOperationException.class, () -> read.get(2).values().set(0, 1.0));
    }

    @Test
    void aColumnAddedLaterIsNullInOlderFiles() throws IOException {
        RecordParquet.of(OldRow.class).write(path("t.parquet"), List.of(new OldRow("t", 1)), CONFIGURATION);

        assertEquals(List.of(new NewRow("t", 1, null)),
                RecordParquet.of(NewRow.class).read(path("t.parquet"), CONFIGURATION));
        assertMessage(StricterRow.class, "has no column loss");
    }

    @Test
    void anUnknownColumnIsLeftAlone() throws IOException {
        RecordParquet.of(NewRow.class).write(path("t.parquet"), List.of(new NewRow("t", 1, 0.5)), CONFIGURATION);

        assertEquals(List.of(new OldRow("t", 1)),
                RecordParquet.of(OldRow.class).read(path("t.parquet"), CONFIGURATION));
        assertMessage(StricterRow.class, "column loss is 'optional double loss' where 'required double loss'");
    }

    @Test
    void saysWhichFileAndColumnHasAnotherType() throws IOException {
        RecordParquet.of(OldRow.class).write(path("t.parquet"), List.of(new OldRow("t", 1)), CONFIGURATION);

        assertMessage(OtherTypeRow.class, "column step is 'required int64 step' where 'required int32 step'");
    }

    @Test
    void saysWhichFileIsNoParquet() throws IOException {
        Files.writeString(temporary.resolve("t.parquet"), "this is text, not Parquet");

        assertMessage(OldRow.class, "cannot be read as Parquet");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        RecordParquet.of(OldRow.class).write(path("t.parquet"), List.of(new OldRow("t", 1)), CONFIGURATION);
        byte[] whole = Files.readAllBytes(temporary.resolve("t.parquet"));
        Files.write(temporary.resolve("t.parquet"), Arrays.copyOf(whole, whole.length - 9));

        assertMessage(OldRow.class, "cannot be read as Parquet");
    }

    @Test
    void refusesATypeThatNoColumnHolds() {
        String message = assertThrows(IllegalArgumentException.class, () -> RecordParquet.of(UnsupportedRow.class))
                .getMessage();

        assertTrue(message.contains("loss") && message.contains("float"), message);
    }

    private void assertMessage(Class<?> rowType, String expected) {
        String message = assertThrows(IOException.class,
                () -> RecordParquet.of(rowType).readAll(path(""), CONFIGURATION, RecordParquet::refuse)).getMessage();
        assertTrue(message.contains("t.parquet"), message);
        assertTrue(message.contains(expected), message);
        assertFalse(message.contains("\n"), message);
    }
}
