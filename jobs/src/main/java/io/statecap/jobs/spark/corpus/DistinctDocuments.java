package io.statecap.jobs.spark.corpus;

import io.statecap.jobs.experiment.corpus.ContentHash;
import io.statecap.jobs.experiment.corpus.PartSummary;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Sorted rows of {@link PartDocuments} without copies: of equal hashes, the first. */
final class DistinctDocuments implements Iterator<DistinctDocuments.Document> {

    private final Iterator<Row> rows;
    private final PartSummary summary;
    private final LongAccumulator progress;
    private Document next;

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
        advance(null);
    }

    private void advance(ContentHash last) {
        next = null;
        while (rows.hasNext()) {
            Row row = rows.next();
            if (row.isNullAt(3)) {
                summary.passedOver(row.getLong(1), row.getLong(2));
                continue;
            }
            // Stored so that Spark's signed order is that of the hashes as unsigned numbers.
            ContentHash hash = new ContentHash(row.getLong(1) ^ Long.MIN_VALUE, row.getLong(2) ^ Long.MIN_VALUE);
            byte[] content = row.getAs(3);
            progress.add(content.length);
            if (!hash.equals(last)) {
                next = new Document(hash, content);
                return;
            }
            summary.duplicate();
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Document next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        Document document = next;
        advance(document.hash());
        return document;
    }
}
