package io.statecap.jobs.results.parquet;

import io.statecap.jobs.results.files.AtomicFiles;
import io.statecap.jobs.results.files.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Writes and reads records as Parquet files (zstd), with no Spark session. Immutable; safe for use by several threads.
 *
 * @param <R> a public record type with components of the types int, long, double, boolean (boxed: nullable), String,
 *     {@link java.time.Instant} (microseconds, UTC) and {@code List<Double>} (all nullable)
 */
public final class RecordParquet<R> {

    /** Files end so; others in a table's folder are not read. */
    public static final String SUFFIX = ".parquet";

    private static final int READERS = Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));
    /** How far reading may run ahead of the consumer, in files. */
    private static final int FILES_AHEAD = 64;

    private final RecordSchema<R> schema;

    private RecordParquet(RecordSchema<R> schema) {
        this.schema = schema;
    }

    /**
     * For a record type.
     *
     * @throws IllegalArgumentException if a component has a type that no column holds
     */
    public static <R> RecordParquet<R> of(Class<R> type) {
        return new RecordParquet<>(RecordSchema.of(type));
    }

    /**
     * Writes all rows to one file, atomically, replacing a file of that name. If the rows throw while they are
     * iterated, no file appears.
     */
    public void write(Path file, Iterable<? extends R> rows, Configuration configuration) throws IOException {
        write(file, rows, configuration, () -> { });
    }

    /** The same, with a last check before the file shows. */
    public void write(Path file, Iterable<? extends R> rows, Configuration configuration, AtomicFiles.Guard guard)
            throws IOException {
        AtomicFiles.on(file, configuration).write(file, out -> {
            // Closed in every case to free its buffers; what it wrote shows only if all of this succeeds.
            try (ParquetWriter<R> writer = new Builder<>(schema, new StreamOutput(out), configuration).build()) {
                for (R row : rows) {
                    writer.write(row);
                }
            }
        }, guard);
    }

    /**
     * Reads one file.
     *
     * @throws IOException naming the file, if it is no Parquet file or its columns have other types
     */
    public List<R> read(Path file, Configuration configuration) throws IOException {
        AtomicFiles files = AtomicFiles.on(file, configuration);
        return read(files, files.fileSystem().getFileStatus(file));
    }

    /** Reads one file that was listed. */
    public List<R> read(FileStatus file, Configuration configuration) throws IOException {
        return read(AtomicFiles.on(file.getPath(), configuration), file);
    }

    /** All rows of a table's folder but those of damaged files, of which each is passed to a consumer. */
    public List<R> readWhole(Path folder, Configuration configuration, Consumer<ParquetFormatException> damaged)
            throws IOException {
        List<R> rows = new ArrayList<>();
        forEach(folder, configuration, rows::add, damaged);
        return rows;
    }

    /** All rows of a table's folder, in the order of file names; none if there is no such folder. */
    public List<R> readAll(Path folder, Configuration configuration) throws IOException {
        List<R> rows = new ArrayList<>();
        forEach(folder, configuration, rows::add);
        return rows;
    }

    /**
     * Passes all rows of a table's folder to a consumer, called by this thread, in the order of file names. Hidden
     * files and files of other kinds are left alone. Files are read ahead by a few threads, so memory stays bounded.
     *
     * @throws IOException naming the file, if one is no Parquet file or its columns have other types
     */
    public void forEach(Path folder, Configuration configuration, Consumer<? super R> consumer) throws IOException {
        forEach(folder, configuration, consumer, null);
    }

    /** @param damaged takes what is wrong with each damaged file; null to throw it */
    private void forEach(Path folder, Configuration configuration, Consumer<? super R> consumer,
                         Consumer<ParquetFormatException> damaged) throws IOException {
        AtomicFiles files = AtomicFiles.on(folder, configuration);
        Deque<FileStatus> waiting = new ArrayDeque<>(files.list(folder, SUFFIX));
        Deque<Future<List<R>>> reading = new ArrayDeque<>();
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(READERS, Math.max(1, waiting.size())));
        try {
            while (!waiting.isEmpty() || !reading.isEmpty()) {
                while (!waiting.isEmpty() && reading.size() < FILES_AHEAD) {
                    FileStatus file = waiting.poll();
                    reading.add(pool.submit(() -> read(files, file)));
                }
                rows(reading.poll(), damaged).forEach(consumer);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException("Reading " + folder + " failed.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while reading " + folder + ".");
        } finally {
            pool.shutdownNow();
        }
    }

    private static <R> List<R> rows(Future<List<R>> file, Consumer<ParquetFormatException> damaged)
            throws ExecutionException, InterruptedException {
        try {
            return file.get();
        } catch (ExecutionException e) {
            if (damaged != null && e.getCause() instanceof ParquetFormatException damage) {
                damaged.accept(damage);
                return List.of();
            }
            throw e;
        }
    }

    private List<R> read(AtomicFiles files, FileStatus file) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification(true).build();
        StoredFile stored = new StoredFile(files, file);
        try (ParquetFileReader reader = ParquetFileReader.open(stored, options)) {
            MessageType fileSchema = reader.getFileMetaData().getSchema();
            List<RecordSchema.Column> present = presentColumns(fileSchema, file.getPath());
            List<Type> requestedFields = new ArrayList<>();
            present.forEach(column -> requestedFields.add(fileSchema.getType(column.name())));
            MessageType requested = new MessageType(fileSchema.getName(), requestedFields);
            reader.setRequestedSchema(requested);
            ParquetPages.check(stored, reader.getRowGroups(), columnPaths(reader.getRowGroups()));
            MessageColumnIO columns = new ColumnIOFactory(reader.getFileMetaData().getCreatedBy())
                    .getColumnIO(requested, fileSchema);
            List<R> rows = new ArrayList<>(Math.toIntExact(reader.getRecordCount()));
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<R> records = columns.getRecordReader(pages, new RowMaterializer<>(schema, present));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    rows.add(records.read());
                }
            }
            return rows;
        } catch (FileNotFoundException | ParquetFormatException e) {
            throw e;
        } catch (IOException e) {
            IOException storage = StorageException.of(file.getPath(), "read", e);
            throw storage instanceof StorageException ? storage : new ParquetFormatException(file.getPath(), e);
        } catch (RuntimeException e) {
            // Parquet says "is not a Parquet file" with a bare RuntimeException.
            throw new ParquetFormatException(file.getPath(), e);
        }
    }

    private static Set<String> columnPaths(List<BlockMetaData> groups) {
        return groups.stream().flatMap(group -> group.getColumns().stream())
                .map(column -> column.getPath().toDotString()).collect(Collectors.toSet());
    }

    /** The schema's columns that the file has. A file may lack columns that were added later, if they may be null. */
    private List<RecordSchema.Column> presentColumns(MessageType fileSchema, Path file) throws IOException {
        List<RecordSchema.Column> present = new ArrayList<>();
        for (RecordSchema.Column column : schema.columns()) {
            if (fileSchema.containsField(column.name())) {
                Type wanted = schema.message().getType(column.name());
                Type found = fileSchema.getType(column.name());
                if (!sameKind(wanted, found)) {
                    throw new ParquetFormatException(file, "does not fit: column " + column.name() + " is '" + found
                            + "' where '" + wanted + "' is expected");
                }
                if (!column.nullable() && found.isRepetition(Type.Repetition.OPTIONAL)) {
                    throw new ParquetFormatException(file, "does not fit: column " + column.name()
                            + " may be null, which it must not");
                }
                present.add(column);
            } else if (!column.nullable()) {
                throw new ParquetFormatException(file, "has no column " + column.name());
            }
        }
        return present;
    }

    private static boolean sameKind(Type wanted, Type found) {
        if (wanted.isPrimitive() != found.isPrimitive() || found.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        boolean sameLogical = Objects.equals(
                wanted.getLogicalTypeAnnotation(), found.getLogicalTypeAnnotation());
        if (wanted.isPrimitive()) {
            return sameLogical && wanted.asPrimitiveType().getPrimitiveTypeName()
                    == found.asPrimitiveType().getPrimitiveTypeName();
        }
        return sameLogical && wanted.asGroupType().getFields().equals(found.asGroupType().getFields());
    }

    private static final class Builder<R> extends ParquetWriter.Builder<R, Builder<R>> {

        private final RecordSchema<R> schema;

        Builder(RecordSchema<R> schema, OutputFile file, Configuration configuration) {
            super(file);
            this.schema = schema;
            // Without one, Parquet parses Hadoop's default files anew for every file it writes.
            withConf(configuration);
            withCompressionCodec(CompressionCodecName.ZSTD);
        }

        @Override
        protected Builder<R> self() {
            return this;
        }

        @Override
        protected WriteSupport<R> getWriteSupport(Configuration configuration) {
            return new RecordWriteSupport<>(schema);
        }

        @Override
        protected WriteSupport<R> getWriteSupport(ParquetConfiguration configuration) {
            return new RecordWriteSupport<>(schema);
        }
    }

    /** Lets Parquet write to a stream that its caller opened and will close. */
    record StreamOutput(FSDataOutputStream out) implements OutputFile {

        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new PositionOutputStream() {
                @Override
                public long getPos() {
                    return out.getPos();
                }

                @Override
                public void write(int b) throws IOException {
                    out.write(b);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    out.write(bytes, offset, length);
                }

                @Override
                public void flush() throws IOException {
                    out.flush();
                }
            };
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
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
