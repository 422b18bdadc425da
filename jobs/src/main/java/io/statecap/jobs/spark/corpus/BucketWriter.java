package io.statecap.jobs.spark.corpus;

import com.google.common.collect.AbstractIterator;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.experiment.corpus.CorpusSettings;
import io.statecap.jobs.experiment.corpus.CorpusTokenizer;
import io.statecap.jobs.experiment.corpus.PartSummary;
import io.statecap.jobs.experiment.corpus.TokenizerFile;
import io.statecap.jobs.results.parquet.TokenDocument;
import io.statecap.jobs.results.parquet.TokenParquet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Tokenises and writes the documents of one range of hashes.
 *
 * @param progress counts bytes of text
 */
record BucketWriter(CorpusTokenizer tokenizer, CorpusSettings settings, LongAccumulator progress) {

    /**
     * Writes a file, or none where no document is long enough.
     *
     * @param rows sorted by hash
     */
    PartSummary write(Iterator<Row> rows, Path file, Configuration configuration) throws IOException {
        PartSummary summary = new PartSummary();
        try (Tokenizer open = tokenizer.file().open()) {
            Iterator<TokenDocument> kept = kept(new DistinctDocuments(rows, summary, progress), open, summary);
            if (kept.hasNext()) {
                TokenParquet.write(file, kept, configuration);
            }
        }
        return summary;
    }

    /** Documents that are long enough, tokenised. */
    private Iterator<TokenDocument> kept(Iterator<DistinctDocuments.Document> documents, Tokenizer open,
                                         PartSummary summary) {
        return new AbstractIterator<>() {
            @Override
            protected TokenDocument computeNext() {
                while (documents.hasNext()) {
                    DistinctDocuments.Document document = documents.next();
                    int[] tokens = tokens(document.content(), open);
                    if (tokens.length >= settings.minimumTokens()) {
                        boolean heldOut = document.hash().heldOut(settings.heldOutShare());
                        summary.kept(document.hash(), heldOut, tokens.length);
                        return new TokenDocument(document.hash().hex(), heldOut, tokens);
                    }
                    summary.leaveOut(PartSummary.LeftOut.TOO_SHORT);
                }
                return endOfData();
            }
        };
    }

    private int[] tokens(byte[] content, Tokenizer open) {
        if (!tokenizer.file().kind().equals(TokenizerFile.BYTES)) {
            return open.encode(new String(content, StandardCharsets.UTF_8));
        }
        // As they are: by way of text, what is no UTF-8 would change.
        int[] tokens = new int[content.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = Byte.toUnsignedInt(content[i]);
        }
        return tokens;
    }
}
