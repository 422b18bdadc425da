package io.statecap.jobs.spark.corpus;

import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.experiment.corpus.CorpusSettings;
import io.statecap.jobs.experiment.corpus.CorpusTokenizer;
import io.statecap.jobs.experiment.corpus.PartSummary;
import io.statecap.jobs.results.parquet.TokenDocument;
import io.statecap.jobs.results.parquet.TokenParquet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Tokenises and writes the documents of one range of hashes. */
final class BucketWriter {

    private final CorpusTokenizer tokenizer;
    private final CorpusSettings settings;
    private final LongAccumulator progress;

    /** @param progress counts bytes of text */
    BucketWriter(CorpusTokenizer tokenizer, CorpusSettings settings, LongAccumulator progress) {
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Writes a file, or none where no document is long enough.
     *
     * @param rows sorted by hash
     */
    PartSummary write(Iterator<Row> rows, Path file, Configuration configuration) throws IOException {
        PartSummary summary = new PartSummary();
        try (Tokenizer open = tokenizer.open()) {
            Kept kept = new Kept(new DistinctDocuments(rows, summary, progress), open, summary);
            if (kept.hasNext()) {
                TokenParquet.write(file, kept, configuration);
            }
        }
        return summary;
    }

    /** Documents that are long enough, tokenised. */
    private final class Kept implements Iterator<TokenDocument> {

        private final Iterator<DistinctDocuments.Document> documents;
        private final Tokenizer open;
        private final PartSummary summary;
        private TokenDocument next;

        Kept(Iterator<DistinctDocuments.Document> documents, Tokenizer open, PartSummary summary) {
            this.documents = documents;
            this.open = open;
            this.summary = summary;
            advance();
        }

        private void advance() {
            next = null;
            while (next == null && documents.hasNext()) {
                DistinctDocuments.Document document = documents.next();
                int[] tokens = tokens(document.content());
                if (tokens.length < settings.minimumTokens()) {
                    summary.tooShort();
                } else {
                    boolean heldOut = document.hash().heldOut(settings.heldOutShare());
                    summary.kept(document.hash(), heldOut, tokens.length);
                    next = new TokenDocument(document.hash().hex(), heldOut, tokens);
                }
            }
        }

        private int[] tokens(byte[] content) {
            if (tokenizer.kind().equals(CorpusTokenizer.BYTES)) {
                // As they are: by way of text, what is no UTF-8 would change.
                int[] tokens = new int[content.length];
                for (int i = 0; i < tokens.length; i++) {
                    tokens[i] = Byte.toUnsignedInt(content[i]);
                }
                return tokens;
            }
            return open.encode(new String(content, StandardCharsets.UTF_8));
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public TokenDocument next() {
            if (next == null) {
                throw new NoSuchElementException();
            }
            TokenDocument document = next;
            advance();
            return document;
        }
    }
}
