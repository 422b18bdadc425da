package io.statecap.jobs.spark.corpus;

import io.statecap.jobs.experiment.corpus.ContentHash;
import io.statecap.jobs.experiment.corpus.DocumentReader;
import io.statecap.jobs.experiment.corpus.Documents;
import io.statecap.jobs.experiment.corpus.InputPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The documents of a task's parts as rows of bucket, hash and content. One document is in memory at a time. */
final class PartDocuments implements Iterator<Row> {

    private final Iterator<InputPart> parts;
    private final DocumentReader reader;
    private final int buckets;
    private Documents open;
    private byte[] next;

    PartDocuments(List<InputPart> parts, DocumentReader reader, int buckets) {
        this.parts = parts.iterator();
        this.reader = reader;
        this.buckets = buckets;
        advance();
    }

    private void advance() {
        try {
            next = open == null ? null : open.next();
            while (next == null) {
                if (open != null) {
                    open.close();
                    open = null;
                }
                if (!parts.hasNext()) {
                    return;
                }
                open = reader.open(parts.next());
                next = open.next();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Row next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        byte[] content = next;
        ContentHash hash = ContentHash.of(content);
        advance();
        return RowFactory.create(hash.bucket(buckets), hash.high() ^ Long.MIN_VALUE, hash.low() ^ Long.MIN_VALUE,
                content);
    }
}
