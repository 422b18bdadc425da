package io.statecap.jobs.spark.corpus;

import io.statecap.jobs.experiment.corpus.ContentHash;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** Sorted rows of {@link PartDocuments} without copies: of equal hashes, the first. */
final class DistinctDocuments implements Iterator<DistinctDocuments.Document> {

    private final Iterator<Row> rows;
    private final Runnable duplicate;
    private Document next;

    /** A document and the hash of its content. */
    record Document(ContentHash hash, byte[] content) {}

    /** @param duplicate called for each copy that is passed over */
    DistinctDocuments(Iterator<Row> rows, Runnable duplicate) {
        this.rows = rows;
        this.duplicate = duplicate;
        advance(null);
    }

    private void advance(ContentHash last) {
        next = null;
        while (rows.hasNext()) {
            Row row = rows.next();
            // Stored so that Spark's signed order is that of the hashes as unsigned numbers.
            ContentHash hash = new ContentHash(row.getLong(1) ^ Long.MIN_VALUE, row.getLong(2) ^ Long.MIN_VALUE);
            if (!hash.equals(last)) {
                next = new Document(hash, row.getAs(3));
                return;
            }
            duplicate.run();
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
