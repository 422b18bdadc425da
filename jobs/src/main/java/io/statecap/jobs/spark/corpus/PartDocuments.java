package io.statecap.jobs.spark.corpus;

import io.statecap.jobs.experiment.corpus.ContentHash;
import io.statecap.jobs.experiment.corpus.CorpusSettings;
import io.statecap.jobs.experiment.corpus.DocumentReader;
import io.statecap.jobs.experiment.corpus.Documents;
import io.statecap.jobs.experiment.corpus.InputPart;
import io.statecap.jobs.experiment.corpus.PassedOver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;

/**
 * The documents of a task's parts as rows of bucket, hash and content, and at the end a row without content, which has
 * the counts of {@link PassedOver} in the hash's place. One document is in memory at a time.
 */
final class PartDocuments implements Iterator<Row> {

    private final Iterator<InputPart> parts;
    private final PassedOver passedOver = new PassedOver();
    private final DocumentReader reader;
    private final double share;
    private final int buckets;
    private final LongAccumulator progress;
    private Documents open;
    private byte[] next;
    private ContentHash hash;
    private boolean ended;

    /** @param progress counts bytes */
    PartDocuments(List<InputPart> parts, CorpusSettings settings, Configuration configuration, int buckets,
                  LongAccumulator progress) {
        this.parts = parts.iterator();
        this.reader = new DocumentReader(settings, configuration, passedOver);
        this.share = settings.share();
        this.buckets = buckets;
        this.progress = progress;
        advance();
    }

    private void advance() {
        do {
            try {
                next = read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            hash = next == null ? null : ContentHash.of(next);
        } while (next != null && !hash.kept(share));
        progress.add(next == null ? 0 : next.length);
    }

    /** The next document; null at the end. */
    private byte[] read() throws IOException {
        byte[] content = open == null ? null : open.next();
        while (content == null) {
            if (open != null) {
                open.close();
                open = null;
            }
            if (!parts.hasNext()) {
                return null;
            }
            open = reader.open(parts.next());
            content = open.next();
        }
        return content;
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public Row next() {
        if (ended) {
            throw new NoSuchElementException();
        }
        if (next == null) {
            ended = true;
            return RowFactory.create(0, passedOver.binaries(), passedOver.withoutTexts(), null);
        }
        Row row = RowFactory.create(hash.bucket(buckets), hash.high() ^ Long.MIN_VALUE, hash.low() ^ Long.MIN_VALUE,
                next);
        advance();
        return row;
    }
}
