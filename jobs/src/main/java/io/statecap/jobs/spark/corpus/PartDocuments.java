package io.statecap.jobs.spark.corpus;

import com.google.common.collect.AbstractIterator;
import io.statecap.jobs.experiment.corpus.ContentHash;
import io.statecap.jobs.experiment.corpus.CorpusSettings;
import io.statecap.jobs.experiment.corpus.DocumentReader;
import io.statecap.jobs.experiment.corpus.Documents;
import io.statecap.jobs.experiment.corpus.InputPart;
import io.statecap.jobs.experiment.corpus.PartSummary;
import io.statecap.jobs.experiment.corpus.PartSummary.LeftOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;

/**
 * The documents of a task's parts as rows of bucket, hash and content, and at the end a row without content, which has
 * the counts of what was passed over in the hash's place. One document is in memory at a time.
 */
final class PartDocuments extends AbstractIterator<Row> {

    private final Iterator<InputPart> parts;
    private final PartSummary passedOver = new PartSummary();
    private final DocumentReader reader;
    private final double share;
    private final int buckets;
    private final LongAccumulator progress;
    private Documents open;
    private boolean ended;

    /** @param progress counts bytes */
    PartDocuments(List<InputPart> parts, CorpusSettings settings, Configuration configuration, int buckets,
                  LongAccumulator progress) {
        this.parts = parts.iterator();
        this.reader = new DocumentReader(settings, configuration, passedOver);
        this.share = settings.share();
        this.buckets = buckets;
        this.progress = progress;
    }

    @Override
    protected Row computeNext() {
        if (ended) {
            return endOfData();
        }
        for (byte[] content = read(); content != null; content = read()) {
            ContentHash hash = ContentHash.of(content);
            if (hash.kept(share)) {
                progress.add(content.length);
                return RowFactory.create(hash.bucket(buckets), hash.high() ^ Long.MIN_VALUE,
                        hash.low() ^ Long.MIN_VALUE, content);
            }
        }
        ended = true;
        return RowFactory.create(0, passedOver.leftOut(LeftOut.BINARY), passedOver.leftOut(LeftOut.NULL_TEXT), null);
    }

    /** The next document; null at the end. */
    private byte[] read() {
        try {
            while (true) {
                byte[] content = open == null ? null : open.next();
                if (content != null) {
                    return content;
                }
                if (open != null) {
                    open.close();
                    open = null;
                }
                if (!parts.hasNext()) {
                    return null;
                }
                open = reader.open(parts.next());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
