package io.statecap.jobs.results;

import com.google.common.collect.Lists;
import io.statecap.jobs.results.files.AtomicFiles;
import io.statecap.jobs.results.parquet.RecordParquet;
import io.statecap.jobs.results.parquet.RecordSchema;
import java.io.IOException;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Copies of tables of many small files as a few large ones, which are read many times faster. A copy lies in a hidden
 * folder that no reader of the tables looks into, under a name made of the names, lengths and times of change of all
 * the files that it stands for: where any of them changed, that name is not there, and the copy is made anew.
 */
record CompactedTables(Path folder, AtomicFiles files, Configuration configuration) {

    /** Tables of fewer files are read as fast without a copy. */
    static final int WORTH_A_COPY = 200;

    /** Parts are read at the same time. */
    private static final int PARTS = 16;
    private static final String COMPLETE = "_complete";

    /** All rows of a table's folder, in the order of file names, as {@link RecordParquet#readAll} gives them. */
    <R> List<R> readAll(Table<R> table, Path tableFolder) throws IOException {
        RecordParquet<R> parquet = RecordParquet.of(table.rowType());
        List<FileStatus> originals = files.list(tableFolder, RecordParquet.SUFFIX);
        if (originals.size() < WORTH_A_COPY) {
            return parquet.readAll(tableFolder, configuration, RecordParquet::refuse);
        }
        Path copy = new Path(folder, table.name() + "-" + fingerprint(RecordSchema.of(table.rowType()), originals));
        if (files.exists(new Path(copy, COMPLETE))) {
            try {
                return parquet.readAll(copy, configuration, RecordParquet::refuse);
            } catch (IOException e) {
                // Removed by another process for a newer one, or broken: the table itself has the rows.
                files.delete(copy);
            }
        }
        List<R> rows = parquet.readAll(tableFolder, configuration, RecordParquet::refuse);
        try {
            deleteCopies(table);
            write(parquet, copy, rows);
        } catch (IOException e) {
            // A directory that can only be read is read as it is.
        }
        return rows;
    }

    private <R> void write(RecordParquet<R> parquet, Path copy, List<R> rows) throws IOException {
        int written = 0;
        for (List<R> part : Lists.partition(rows, rows.size() / PARTS + 1)) {
            String name = String.format("part-%02d", written++) + RecordParquet.SUFFIX;
            parquet.write(new Path(copy, name), part, configuration);
        }
        files.writeText(new Path(copy, COMPLETE), "");
    }

    private void deleteCopies(Table<?> table) throws IOException {
        for (FileStatus entry : files.entries(folder)) {
            if (entry.getPath().getName().startsWith(table.name() + "-")) {
                files.delete(entry.getPath());
            }
        }
    }

    private static String fingerprint(RecordSchema<?> schema, List<FileStatus> originals) {
        StringBuilder all = new StringBuilder(schema.message().toString());
        originals.forEach(file -> all.append(file.getPath().getName()).append('/').append(file.getLen()).append('/')
                .append(file.getModificationTime()).append('\n'));
        return DigestUtils.sha256Hex(all.toString()).substring(0, 16);
    }
}
