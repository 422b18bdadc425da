package io.statecap.jobs.results.parquet;

import io.statecap.jobs.results.files.AtomicFiles;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.codec.ZstandardCodec;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Token Parquet: one row a document, with the columns {@code document string, split string, length int,
 * tokens list<int>}. Files are written and read row by row; a row group at a time is in memory.
 */
public final class TokenParquet {

    /**
     * The list is Parquet's older, two-level one, which every reader knows: the three-level one has a group around each
     * element, and writing those took a third of the whole time of making a corpus.
     */
    static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message document {
              required binary document (STRING);
              required binary split (STRING);
              required int32 length;
              required group tokens (LIST) {
                repeated int32 element;
              }
            }""");

    private static final Set<String> COLUMNS = SCHEMA.getColumns().stream()
            .map(column -> String.join(".", column.getPath())).collect(Collectors.toUnmodifiableSet());
    private static final Binary TRAIN = Binary.fromString("train");
    private static final Binary HELD_OUT = Binary.fromString("held_out");
    /** Unpacked; what a reader holds at a time. */
    private static final long ROW_GROUP_BYTES = 32L << 20;
    private static final int PAGE_BYTES = 8 << 20;

    private TokenParquet() {}

    /** Writes a file, atomically. If the iterator throws, no file appears. */
    public static void write(Path file, Iterator<TokenDocument> documents, Configuration configuration)
            throws IOException {
        AtomicFiles.on(file, configuration).write(file, out -> {
            try (ParquetWriter<TokenDocument> writer =
                    new Builder(new RecordParquet.StreamOutput(out), configuration).build()) {
                while (documents.hasNext()) {
                    writer.write(documents.next());
                }
            }
        });
    }

    /**
     * Opens a file.
     *
     * @throws ParquetFormatException if it is no token Parquet, or a damaged one
     */
    public static Rows read(Path file, Configuration configuration) throws IOException {
        AtomicFiles files = AtomicFiles.on(file, configuration);
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        InputFile stored = new StoredFile(files, files.fileSystem().getFileStatus(file));
        ParquetFileReader reader;
        try {
            reader = ParquetFileReader.open(stored, options);
        } catch (IOException | RuntimeException e) {
            throw new ParquetFormatException(file, e);
        }
        try {
            MessageType found = reader.getFileMetaData().getSchema();
            if (!found.getFields().equals(SCHEMA.getFields())) {
                throw new ParquetFormatException(file, "is no token Parquet: its columns are " + found.getFields());
            }
            ParquetPages.check(stored, reader.getRowGroups(), COLUMNS);
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
        return new Rows(file, reader);
    }

    /** The rows of an open file, in order. */
    public static final class Rows implements Closeable {

        private final Path file;
        private final ParquetFileReader reader;
        private ColumnReader documents;
        private ColumnReader splits;
        private ColumnReader lengths;
        private ColumnReader tokens;
        private long left;

        private Rows(Path file, ParquetFileReader reader) {
            this.file = file;
            this.reader = reader;
        }

        /** The next row; null at the end. */
        public TokenDocument next() throws IOException {
            try {
                while (left == 0) {
                    if (!nextGroup()) {
                        return null;
                    }
                }
                left--;
                return row();
            } catch (ParquetFormatException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw new ParquetFormatException(file, e);
            }
        }

        private boolean nextGroup() throws IOException {
            PageReadStore pages = reader.readNextRowGroup();
            if (pages == null) {
                return false;
            }
            left = pages.getRowCount();
            ColumnReadStoreImpl columns = new ColumnReadStoreImpl(pages, new Ignoring(), SCHEMA,
                    reader.getFileMetaData().getCreatedBy());
            documents = columns.getColumnReader(SCHEMA.getColumnDescription(new String[] {"document"}));
            splits = columns.getColumnReader(SCHEMA.getColumnDescription(new String[] {"split"}));
            lengths = columns.getColumnReader(SCHEMA.getColumnDescription(new String[] {"length"}));
            tokens = columns.getColumnReader(SCHEMA.getColumnDescription(new String[] {"tokens", "element"}));
            return true;
        }

        private TokenDocument row() throws IOException {
            String document = documents.getBinary().toStringUsingUTF8();
            documents.consume();
            boolean heldOut = splits.getBinary().equals(HELD_OUT);
            splits.consume();
            int length = lengths.getInteger();
            lengths.consume();
            int[] values = new int[Math.max(0, Math.min(length, 1 << 16))];
            int count = 0;
            // An empty list is there as one value below the element's level; in others every value is one.
            boolean empty = tokens.getCurrentDefinitionLevel() == 0;
            do {
                if (!empty) {
                    if (count == length) {
                        throw new ParquetFormatException(file, "is damaged: document " + document
                                + " has more tokens than its length " + length);
                    }
                    if (count == values.length) {
                        values = Arrays.copyOf(values, (int) Math.min(2L * count, length));
                    }
                    values[count++] = tokens.getInteger();
                }
                tokens.consume();
            } while (tokens.getCurrentRepetitionLevel() > 0);
            if (count != length) {
                throw new ParquetFormatException(file, "is damaged: document " + document + " has " + count
                        + " tokens, but length " + length);
            }
            return new TokenDocument(document, heldOut, count == values.length ? values
                    : Arrays.copyOf(values, count));
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    private static final class Builder extends ParquetWriter.Builder<TokenDocument, Builder> {

        Builder(OutputFile file, Configuration configuration) {
            super(file);
            withConf(configuration);
            withCompressionCodec(CompressionCodecName.ZSTD);
            // Whole tokens in large pages repeat more visibly than their bits packed by a dictionary: a third smaller.
            config(ZstandardCodec.PARQUET_COMPRESS_ZSTD_LEVEL, "9");
            withDictionaryEncoding("tokens.element", false);
            withPageSize(PAGE_BYTES);
            withRowGroupSize(ROW_GROUP_BYTES);
            // The least and the largest token of a page help nobody; keeping count of them takes time a token.
            withStatisticsEnabled("tokens.element", false);
            withSizeStatisticsEnabled(false);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<TokenDocument> getWriteSupport(Configuration configuration) {
            return new TokenWriteSupport();
        }

        @Override
        protected WriteSupport<TokenDocument> getWriteSupport(ParquetConfiguration configuration) {
            return new TokenWriteSupport();
        }
    }

    private static final class TokenWriteSupport extends WriteSupport<TokenDocument> {

        private RecordConsumer consumer;

        @Override
        public WriteContext init(Configuration configuration) {
            return new WriteContext(SCHEMA, Map.of());
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return new WriteContext(SCHEMA, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer recordConsumer) {
            consumer = recordConsumer;
        }

        @Override
        public void write(TokenDocument row) {
            consumer.startMessage();
            text("document", 0, Binary.fromString(row.document()));
            text("split", 1, row.heldOut() ? HELD_OUT : TRAIN);
            consumer.startField("length", 2);
            consumer.addInteger(row.tokens().length);
            consumer.endField("length", 2);
            consumer.startField("tokens", 3);
            consumer.startGroup();
            if (row.tokens().length > 0) {
                consumer.startField("element", 0);
                for (int token : row.tokens()) {
                    consumer.addInteger(token);
                }
                consumer.endField("element", 0);
            }
            consumer.endGroup();
            consumer.endField("tokens", 3);
            consumer.endMessage();
        }

        private void text(String field, int index, Binary value) {
            consumer.startField(field, index);
            consumer.addBinary(value);
            consumer.endField(field, index);
        }
    }

    /** Column readers want converters, which only the assembly of whole records would call. */
    private static final class Ignoring extends GroupConverter {

        @Override
        public Converter getConverter(int field) {
            return field == SCHEMA.getFieldIndex("tokens") ? new Ignored() : new PrimitiveConverter() { };
        }

        @Override
        public void start() {}

        @Override
        public void end() {}

        /** The list's group. */
        private static final class Ignored extends GroupConverter {

            @Override
            public Converter getConverter(int element) {
                return new PrimitiveConverter() { };
            }

            @Override
            public void start() {}

            @Override
            public void end() {}
        }
    }
}
