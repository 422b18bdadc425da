package io.statecap.jobs.results.parquet;

import io.statecap.jobs.results.files.AtomicFiles;
import io.statecap.jobs.results.files.StorageException;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The rows of an open file, in order; a row group at a time is in memory.
 *
 * @param <R> the record type
 */
public final class Rows<R> implements Closeable {

    /** Files up to this size are read with one request. */
    private static final long WHOLE_FILE_BYTES = 4L << 20;

    private final Path file;
    private final RecordSchema<R> schema;
    /** The schema's columns that the file has, and their readers. */
    private final List<RecordSchema.Column> present = new ArrayList<>();
    private final List<ColumnReader> in = new ArrayList<>();
    /** Texts of dictionaries are decoded once, and one object in every row. */
    private final Map<Binary, String> texts = new IdentityHashMap<>();
    private final ParquetFileReader reader;
    private MessageType requested;
    private long left;

    /**
     * Opens a file.
     *
     * @throws FileNotFoundException  if there is none
     * @throws ParquetFormatException if it is damaged, no Parquet file, or its columns have other types
     */
    Rows(AtomicFiles files, FileStatus file, RecordSchema<R> schema) throws IOException {
        this.file = file.getPath();
        this.schema = schema;
        StoredFile stored = new StoredFile(files, file);
        try {
            reader = ParquetFileReader.open(stored, ParquetReadOptions.builder(new PlainParquetConfiguration())
                    .usePageChecksumVerification(true).build());
        } catch (IOException | RuntimeException e) {
            throw problem(e);
        }
        try {
            request(reader.getFileMetaData().getSchema());
            Set<String> paths = requested.getPaths().stream().map(path -> String.join(".", path))
                    .collect(Collectors.toSet());
            ParquetPages.check(stored, reader.getRowGroups(), paths);
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw problem(e);
        }
    }

    /** Chooses the schema's columns that the file has. It may lack such as were added later, if they may be null. */
    private void request(MessageType found) throws IOException {
        for (RecordSchema.Column column : schema.columns()) {
            if (found.containsField(column.name())) {
                Type field = found.getType(column.name());
                Type wanted = schema.message().getType(column.name());
                if (!field.equals(wanted)) {
                    throw new ParquetFormatException(file, "does not fit: column " + column.name() + " is '" + field
                            + "' where '" + wanted + "' is expected");
                }
                present.add(column);
            } else if (!column.nullable()) {
                throw new ParquetFormatException(file, "has no column " + column.name());
            }
        }
        requested = new MessageType(found.getName(), present.stream()
                .map(column -> found.getType(column.name())).toList());
        reader.setRequestedSchema(requested);
    }

    /**
     * The next row; null at the end.
     *
     * @throws ParquetFormatException if the file is damaged
     */
    public R next() throws IOException {
        try {
            while (left == 0) {
                PageReadStore pages = reader.readNextRowGroup();
                if (pages == null) {
                    return null;
                }
                left = pages.getRowCount();
                // Column readers want converters, which only the assembly of whole records would call.
                ColumnReadStoreImpl columns = new ColumnReadStoreImpl(pages,
                        new GroupRecordConverter(requested).getRootConverter(), requested,
                        reader.getFileMetaData().getCreatedBy());
                texts.clear();
                in.clear();
                requested.getColumns().forEach(column -> in.add(columns.getColumnReader(column)));
            }
            left--;
            Object[] row = new Object[schema.columns().size()];
            for (int i = 0; i < in.size(); i++) {
                Object value = present.get(i).kind().read(in.get(i));
                row[present.get(i).index()] = value instanceof Binary text
                        ? texts.computeIfAbsent(text, Binary::toStringUsingUTF8) : value;
            }
            return schema.row(row);
        } catch (IOException | RuntimeException e) {
            throw problem(e);
        }
    }

    private IOException problem(Exception e) {
        if (e instanceof FileNotFoundException || e instanceof ParquetFormatException) {
            return (IOException) e;
        }
        // Parquet says "is not a Parquet file" with a bare RuntimeException.
        return e instanceof IOException io && StorageException.of(file, "read", io) instanceof StorageException storage
                ? storage : new ParquetFormatException(file, e);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** A file as Parquet's reader wants it: a small one is fetched whole, with one request for all its streams. */
    private static final class StoredFile implements InputFile {

        private final AtomicFiles files;
        private final FileStatus status;
        private byte[] content;

        StoredFile(AtomicFiles files, FileStatus status) {
            this.files = files;
            this.status = status;
        }

        @Override
        public long getLength() {
            return status.getLen();
        }

        @Override
        public SeekableInputStream newStream() throws IOException {
            if (content == null) {
                FSDataInputStream in = files.fileSystem().open(status.getPath());
                if (status.getLen() > WHOLE_FILE_BYTES) {
                    return HadoopStreams.wrap(in);
                }
                try (in) {
                    content = in.readAllBytes();
                }
            }
            return new MemoryInput(ByteBufferInputStream.wrap(ByteBuffer.wrap(content)));
        }

        @Override
        public String toString() {
            return status.getPath().toString();
        }
    }

    private static final class MemoryInput extends DelegatingSeekableInputStream {

        private final ByteBufferInputStream bytes;

        MemoryInput(ByteBufferInputStream bytes) {
            super(bytes);
            this.bytes = bytes;
            bytes.mark(Integer.MAX_VALUE);
        }

        @Override
        public long getPos() {
            return bytes.position();
        }

        @Override
        public void seek(long position) throws IOException {
            bytes.reset();
            bytes.mark(Integer.MAX_VALUE);
            bytes.skipFully(position);
        }
    }
}
