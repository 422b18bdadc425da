package io.statecap.jobs.results.parquet;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Goes from page header to page header before Parquet's own code reads the pages: that code allocates whatever size a
 * header says, so a damaged byte may ask for gigabytes.
 */
public final class ParquetPages {

    private static final long ALWAYS_ALLOWED = 64L << 20;
    private static final long LARGEST_RATIO = 500;
    /** Of a text or an int, the only columns that are read. */
    private static final int LEAST_VALUE_BYTES = Integer.BYTES;

    private final InputFile file;
    private final long length;

    private ParquetPages(InputFile file) throws IOException {
        this.file = file;
        this.length = file.getLength();
    }

    /**
     * Checks columns of some row groups.
     *
     * @param columns dotted paths of columns of texts or ints
     * @throws ParquetFormatException where a page lies outside its column, or says that it unpacks to more than 64 MiB
     *     and 500 times its size
     */
    public static void check(InputFile file, List<BlockMetaData> groups, Set<String> columns) throws IOException {
        ParquetPages pages = new ParquetPages(file);
        try (SeekableInputStream in = file.newStream()) {
            for (BlockMetaData group : groups) {
                for (ColumnChunkMetaData column : group.getColumns()) {
                    if (columns.contains(column.getPath().toDotString())) {
                        pages.check(in, column);
                    }
                }
            }
        }
    }

    private void check(SeekableInputStream in, ColumnChunkMetaData column) throws IOException {
        long at = column.getStartingPos();
        long size = column.getTotalSize();
        require(at >= 0 && size >= 0 && at <= length && size <= length - at, column, "lies outside the file");
        long end = at + size;
        while (at < end) {
            in.seek(at);
            PageHeader header;
            try {
                header = Util.readPageHeader(in);
            } catch (IOException | RuntimeException e) {
                throw new ParquetFormatException(file, e);
            }
            at = in.getPos();
            long packed = header.getCompressed_page_size();
            long unpacked = header.getUncompressed_page_size();
            require(packed >= 0 && packed <= end - at, column, "has a page of " + packed + " bytes, where "
                    + Math.max(0, end - at) + " are left");
            require(unpacked >= 0 && unpacked <= Math.max(ALWAYS_ALLOWED, LARGEST_RATIO * packed), column,
                    "has a page of " + packed + " bytes that is to unpack to " + unpacked);
            if (header.isSetDictionary_page_header()) {
                long values = header.getDictionary_page_header().getNum_values();
                require(values >= 0 && values <= unpacked / LEAST_VALUE_BYTES, column, "has a dictionary of " + values
                        + " values in " + unpacked + " bytes");
            }
            long values = header.isSetData_page_header() ? header.getData_page_header().getNum_values()
                    : header.isSetData_page_header_v2() ? header.getData_page_header_v2().getNum_values() : 0;
            require(values >= 0 && values <= column.getValueCount(), column, "has a page of " + values
                    + " values, where it has " + column.getValueCount());
            at += packed;
        }
    }

    private void require(boolean fine, ColumnChunkMetaData column, String problem) throws ParquetFormatException {
        if (!fine) {
            throw new ParquetFormatException(file, "is damaged: column " + column.getPath().toDotString() + " "
                    + problem);
        }
    }
}
