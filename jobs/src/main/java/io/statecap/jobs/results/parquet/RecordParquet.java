package io.statecap.jobs.results.parquet;

import com.google.common.collect.Lists;
import io.statecap.jobs.results.files.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.io.function.IOConsumer;
import org.apache.commons.io.function.IORunnable;
import org.apache.commons.io.function.Uncheck;
import org.apache.commons.io.output.CloseShieldOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Writes and reads records as Parquet files (zstd), with no Spark session. Immutable; safe for use by several threads.
 *
 * @param <R> a public record type with components of the types int, long, double, boolean (boxed: nullable), String,
 *     {@link java.time.Instant} (microseconds, UTC) and {@code List<Double>} (all nullable)
 */
public final class RecordParquet<R> {

    /** Files end so; others in a table's folder are not read. */
    public static final String SUFFIX = ".parquet";

    /** Files that are read side by side, before their rows are passed on. */
    private static final int FILES_AHEAD = 64;

    private final RecordSchema<R> schema;
    private final Consumer<ParquetWriter.Builder<R, ?>> layout;

    /** @param layout sets what is not as usual in the files that are written */
    RecordParquet(RecordSchema<R> schema, Consumer<ParquetWriter.Builder<R, ?>> layout) {
        this.schema = schema;
        this.layout = layout;
    }

    /**
     * For a record type.
     *
     * @throws IllegalArgumentException if a component has a type that no column holds
     */
    public static <R> RecordParquet<R> of(Class<R> type) {
        return new RecordParquet<>(RecordSchema.of(type), builder -> { });
    }

    /** For whoever wants no damaged file left out. */
    public static void refuse(ParquetFormatException damage) throws IOException {
        throw damage;
    }

    /**
     * Writes all rows to one file, atomically, replacing a file of that name. If the rows throw while they are
     * iterated, no file appears.
     */
    public void write(Path file, Iterable<? extends R> rows, Configuration configuration) throws IOException {
        write(file, rows.iterator(), configuration, () -> { });
    }

    /** The same, with a last check before the file shows. */
    public void write(Path file, Iterator<? extends R> rows, Configuration configuration, IORunnable guard)
            throws IOException {
        AtomicFiles.on(file, configuration).write(file, out -> {
            // Closed in every case to free its buffers; what it wrote shows only if all of this succeeds.
            try (ParquetWriter<R> writer = writer(out, configuration)) {
                while (rows.hasNext()) {
                    writer.write(rows.next());
                }
            }
        }, guard);
    }

    private ParquetWriter<R> writer(FSDataOutputStream out, Configuration configuration) throws IOException {
        // Without a configuration, Parquet parses Hadoop's default files anew for every file it writes.
        Builder builder = new Builder(new StreamOutput(out)).withConf(configuration)
                .withCompressionCodec(CompressionCodecName.ZSTD);
        layout.accept(builder);
        return builder.build();
    }

    /**
     * Reads one file.
     *
     * @throws IOException naming the file, if it is no Parquet file or its columns have other types
     */
    public List<R> read(Path file, Configuration configuration) throws IOException {
        return read(open(file, configuration));
    }

    /** Reads one file that was listed. */
    public List<R> read(FileStatus file, Configuration configuration) throws IOException {
        return read(new Rows<>(AtomicFiles.on(file.getPath(), configuration), file, schema));
    }

    private static <R> List<R> read(Rows<R> open) throws IOException {
        try (open) {
            List<R> rows = new ArrayList<>();
            for (R row = open.next(); row != null; row = open.next()) {
                rows.add(row);
            }
            return rows;
        }
    }

    /** Opens one file, to be read row by row. */
    Rows<R> open(Path file, Configuration configuration) throws IOException {
        AtomicFiles files = AtomicFiles.on(file, configuration);
        return new Rows<>(files, files.fileSystem().getFileStatus(file), schema);
    }

    /** All rows of a table's folder, in the order of file names; none if there is no such folder. */
    public List<R> readAll(Path folder, Configuration configuration, IOConsumer<ParquetFormatException> damaged)
            throws IOException {
        List<R> rows = new ArrayList<>();
        forEach(folder, configuration, rows::add, damaged);
        return rows;
    }

    /**
     * Passes all rows of a table's folder to a consumer, called by this thread, in the order of file names. Hidden
     * files and files of other kinds are left alone. A few files are in memory at a time.
     *
     * @param damaged told of each file that is no Parquet file, damaged, or has columns of other types; returns to have
     *                it left out
     */
    public void forEach(Path folder, Configuration configuration, IOConsumer<? super R> consumer,
                        IOConsumer<ParquetFormatException> damaged) throws IOException {
        AtomicFiles files = AtomicFiles.on(folder, configuration);
        for (List<FileStatus> ahead : Lists.partition(files.list(folder, SUFFIX), FILES_AHEAD)) {
            List<Content<R>> contents;
            try {
                contents = ahead.parallelStream().map(file -> Uncheck.apply(this::content, files, file)).toList();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            for (Content<R> content : contents) {
                if (content.damage != null) {
                    damaged.accept(content.damage);
                }
                for (R row : content.rows) {
                    consumer.accept(row);
                }
            }
        }
    }

    /** Rows of a file, or what is wrong with it. */
    private record Content<R>(List<R> rows, ParquetFormatException damage) {}

    private Content<R> content(AtomicFiles files, FileStatus file) throws IOException {
        try {
            return new Content<>(read(new Rows<>(files, file, schema)), null);
        } catch (ParquetFormatException e) {
            return new Content<>(List.of(), e);
        }
    }

    /** Hands the values of records to Parquet. */
    private final class Support extends WriteSupport<R> {

        private RecordConsumer out;

        @Override
        public WriteContext init(Configuration configuration) {
            return new WriteContext(schema.message(), Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            out = consumer;
        }

        @Override
        public void write(R row) {
            out.startMessage();
            for (RecordSchema.Column column : schema.columns()) {
                Object value = schema.value(row, column);
                if (value != null) {
                    out.startField(column.name(), column.index());
                    column.kind().write(out, value);
                    out.endField(column.name(), column.index());
                }
            }
            out.endMessage();
        }
    }

    private final class Builder extends ParquetWriter.Builder<R, Builder> {

        Builder(OutputFile file) {
            super(file);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<R> getWriteSupport(Configuration configuration) {
            return new Support();
        }
    }

    /** Lets Parquet write to a stream that its caller opened and will close. */
    private record StreamOutput(FSDataOutputStream out) implements OutputFile {

        @Override
        public PositionOutputStream create(long blockSizeHint) throws IOException {
            return HadoopStreams.wrap(new FSDataOutputStream(CloseShieldOutputStream.wrap(out), null));
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }
}
