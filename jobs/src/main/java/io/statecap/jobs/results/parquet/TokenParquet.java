package io.statecap.jobs.results.parquet;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.codec.ZstandardCodec;
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
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message document {
              required binary document (STRING);
              required binary split (STRING);
              required int32 length;
              required group tokens (LIST) {
                repeated int32 element;
              }
            }""");

    private static final RecordParquet<TokenDocument> PARQUET =
            new RecordParquet<>(RecordSchema.of(TokenDocument.class, SCHEMA), TokenParquet::layout);
    /** Unpacked; what a reader holds at a time. */
    private static final long ROW_GROUP_BYTES = 32L << 20;
    private static final int PAGE_BYTES = 8 << 20;

    private TokenParquet() {}

    /** Writes a file, atomically. If the iterator throws, no file appears. */
    public static void write(Path file, Iterator<TokenDocument> documents, Configuration configuration)
            throws IOException {
        PARQUET.write(file, documents, configuration, () -> { });
    }

    /**
     * Opens a file.
     *
     * @throws FileNotFoundException  if there is none
     * @throws ParquetFormatException if it is no token Parquet, or a damaged one
     */
    public static Rows<TokenDocument> read(Path file, Configuration configuration) throws IOException {
        return PARQUET.open(file, configuration);
    }

    private static void layout(ParquetWriter.Builder<TokenDocument, ?> builder) {
        // Whole tokens in large pages repeat more visibly than their bits packed by a dictionary: a third smaller.
        builder.config(ZstandardCodec.PARQUET_COMPRESS_ZSTD_LEVEL, "9");
        builder.withDictionaryEncoding("tokens.element", false);
        builder.withPageSize(PAGE_BYTES);
        builder.withRowGroupSize(ROW_GROUP_BYTES);
        // The least and the largest token of a page help nobody; keeping count of them takes time a token.
        builder.withStatisticsEnabled("tokens.element", false);
        builder.withSizeStatisticsEnabled(false);
    }
}
