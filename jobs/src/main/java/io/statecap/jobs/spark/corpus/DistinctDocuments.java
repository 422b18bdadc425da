package io.statecap.jobs.spark.corpus;

import com.google.common.collect.AbstractIterator;
import io.statecap.jobs.experiment.corpus.ContentHash;
import io.statecap.jobs.experiment.corpus.PartSummary;
import io.statecap.jobs.experiment.corpus.PartSummary.LeftOut;
import java.util.Iterator;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Sorted rows of {@link PartDocuments} without copies: of equal hashes, the first. */
final class DistinctDocuments extends AbstractIterator<DistinctDocuments.Document> {

    private final Iterator<Row> rows;
    private final PartSummary summary;
    private final LongAccumulator progress;
    private ContentHash last;

    /** A document and the hash of its content. */
    record Document(ContentHash hash, byte[] content) {}

    /**
     * @param summary  counts the copies that are passed over
     * @param progress counts bytes
     */
    DistinctDocuments(Iterator<Row> rows, PartSummary summary, LongAccumulator progress) {
        this.rows = rows;
        this.summary = summary;
        this.progress = progress;
    }

    @Override
    protected Document computeNext() {
        while (rows.hasNext()) {
            Row row = rows.next();
            if (row.isNullAt(3)) {
                summary.leaveOut(LeftOut.BINARY, row.getLong(1));
                summary.leaveOut(LeftOut.NULL_TEXT, row.getLong(2));
                continue;
            }
            // Stored so that Spark's signed order is that of the hashes as unsigned numbers.
            ContentHash hash = new ContentHash(row.getLong(1) ^ Long.MIN_VALUE, row.getLong(2) ^ Long.MIN_VALUE);
            byte[] content = row.getAs(3);
            progress.add(content.length);
            if (!hash.equals(last)) {
                last = hash;
                return new Document(hash, content);
            }
            summary.leaveOut(LeftOut.DUPLICATE);
        }
        return endOfData();
    }
}
