package io.statecap.jobs.spark.corpus;

import com.google.common.collect.AbstractIterator;
import com.google.common.collect.Iterators;
import io.statecap.datasets.tokenizer.Pieces;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.experiment.corpus.ContentHash;
import io.statecap.jobs.experiment.corpus.CorpusInputs;
import io.statecap.jobs.experiment.corpus.CorpusSettings;
import io.statecap.jobs.experiment.corpus.DocumentReader;
import io.statecap.jobs.experiment.corpus.PartSummary;
import io.statecap.jobs.experiment.corpus.PartSummary.LeftOut;
import io.statecap.jobs.experiment.corpus.TokenizerFile;
import io.statecap.jobs.results.files.HadoopSettings;
import io.statecap.jobs.results.parquet.TokenDocument;
import io.statecap.jobs.results.parquet.TokenParquet;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * What tasks do for a corpus.
 *
 * @param settings what becomes a document
 * @param hadoop   where files are found
 * @param buckets  ranges of hashes
 */
record CorpusTasks(CorpusSettings settings, HadoopSettings hadoop, int buckets) implements Serializable {

    /** Bucket, hash and content of a document; what a task passed over has no hash, and its counts for content. */
    static final StructType ROW = new StructType().add("bucket", DataTypes.IntegerType, false)
            .add("hash", DataTypes.StringType, false).add("content", DataTypes.BinaryType, false);

    /** A document and the hash of its content. */
    private record Document(ContentHash hash, byte[] content) {}

    /** The documents of files as rows; one is in memory at a time. */
    Iterator<Row> read(Iterator<CorpusInputs.Source> files) {
        PartSummary passedOver = new PartSummary();
        Iterator<Row> documents = Iterators.transform(
                new DocumentReader(files, settings, hadoop.configuration(), passedOver), this::row);
        // It is made when the documents have come to their end.
        Iterator<Row> counts = Iterators.transform(Iterators.singletonIterator(passedOver),
                summary -> RowFactory.create(0, "", ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(summary.leftOut(LeftOut.BINARY)).putLong(summary.leftOut(LeftOut.NULL_TEXT)).array()));
        return Iterators.concat(Iterators.filter(documents, Objects::nonNull), counts);
    }

    /** Null for a document that is not of the share to keep. */
    private Row row(byte[] content) {
        ContentHash hash = ContentHash.of(content);
        return hash.kept(settings.share()) ? RowFactory.create(hash.bucket(buckets), hash.hex(), content) : null;
    }

    /** The documents of rows that are sorted by hash; of equal hashes, the first. */
    private static Iterator<Document> distinct(Iterator<Row> rows, PartSummary summary) {
        return new AbstractIterator<>() {
            private String last;

            @Override
            protected Document computeNext() {
                while (rows.hasNext()) {
                    Row row = rows.next();
                    String hash = row.getString(1);
                    if (hash.isEmpty()) {
                        ByteBuffer counts = ByteBuffer.wrap(row.getAs(2));
                        summary.leaveOut(LeftOut.BINARY, counts.getLong());
                        summary.leaveOut(LeftOut.NULL_TEXT, counts.getLong());
                    } else if (hash.equals(last)) {
                        summary.leaveOut(LeftOut.DUPLICATE, 1);
                    } else {
                        last = hash;
                        return new Document(new ContentHash(hash), row.getAs(2));
                    }
                }
                return endOfData();
            }
        };
    }

    /**
     * What the texts of the training documents are made of, and how often each of these occurs in a document.
     *
     * @param words whether these are words; otherwise pieces as GPT-2 has them
     */
    Iterator<Tuple2<String, Long>> pieces(Iterator<Row> sorted, boolean words) {
        return Iterators.concat(Iterators.transform(distinct(sorted, new PartSummary()), document -> {
            Map<String, Long> counts = new HashMap<>();
            if (!document.hash().heldOut(settings.heldOutShare())) {
                String text = new String(document.content(), StandardCharsets.UTF_8);
                if (words) {
                    Pieces.words(text, piece -> counts.merge(piece, 1L, Long::sum));
                } else {
                    Pieces.ofGpt2(text, piece -> counts.merge(piece, 1L, Long::sum));
                }
            }
            return Iterators.transform(counts.entrySet().iterator(),
                    entry -> new Tuple2<>(entry.getKey(), entry.getValue()));
        }));
    }

    /** Tokenises and writes the documents of one range of hashes; no file where none of them is long enough. */
    PartSummary write(Iterator<Row> sorted, TokenizerFile tokenizer, Path file) throws IOException {
        PartSummary summary = new PartSummary();
        Configuration configuration = hadoop.configuration();
        try (Tokenizer open = tokenizer.open()) {
            Iterator<TokenDocument> kept = Iterators.filter(Iterators.transform(distinct(sorted, summary),
                    document -> tokenised(document, open, summary)), Objects::nonNull);
            if (kept.hasNext()) {
                TokenParquet.write(file, kept, configuration);
            }
        }
        return summary;
    }

    /** Null for a document that is too short. */
    private TokenDocument tokenised(Document document, Tokenizer open, PartSummary summary) {
        int[] tokens = open.encode(document.content());
        if (tokens.length < settings.minimumTokens()) {
            summary.leaveOut(LeftOut.TOO_SHORT, 1);
            return null;
        }
        boolean heldOut = document.hash().heldOut(settings.heldOutShare());
        summary.kept(document.hash(), heldOut, tokens.length);
        return new TokenDocument(document.hash().hex(), heldOut, tokens);
    }
}
