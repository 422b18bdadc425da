package io.statecap.jobs.spark.corpus;

import io.statecap.datasets.tokenizer.PieceSplitter;
import io.statecap.datasets.tokenizer.WordTokenizer;
import io.statecap.jobs.experiment.corpus.PartSummary;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/** Counts what the texts of the training documents are made of. */
record FrequentTexts(boolean pieces, double heldOutShare, LongAccumulator progress) implements Serializable {

    /** Forgets what it counted whenever that is much, and lets Spark add it up. */
    private static final int MOST_TEXTS = 1 << 20;

    /** The most frequent words, with how often they occur; of equally frequent ones, the first in Unicode order. */
    static List<Tuple2<String, Long>> words(JavaRDD<Row> sorted, double heldOutShare, int most,
                                            LongAccumulator progress) {
        return new FrequentTexts(false, heldOutShare, progress).of(sorted, most);
    }

    /** As {@link #words}, of what {@link PieceSplitter} cuts. */
    static List<Tuple2<String, Long>> pieces(JavaRDD<Row> sorted, double heldOutShare, int most,
                                             LongAccumulator progress) {
        return new FrequentTexts(true, heldOutShare, progress).of(sorted, most);
    }

    private List<Tuple2<String, Long>> of(JavaRDD<Row> sorted, int most) {
        return sorted.mapPartitionsToPair(this::count).reduceByKey(Long::sum)
                .takeOrdered(most, new MostFrequentFirst());
    }

    private Iterator<Tuple2<String, Long>> count(Iterator<Row> rows) throws IOException {
        return new Batches(new DistinctDocuments(rows, new PartSummary(), progress), splitting());
    }

    private BiConsumer<String, Consumer<String>> splitting() throws IOException {
        if (!pieces) {
            return WordTokenizer::split;
        }
        PieceSplitter splitter = new PieceSplitter();
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> splitter.close());
        return splitter::split;
    }

    private final class Batches implements Iterator<Tuple2<String, Long>> {

        private final Iterator<DistinctDocuments.Document> documents;
        private final BiConsumer<String, Consumer<String>> splitting;
        private Iterator<Map.Entry<String, long[]>> batch = Collections.emptyIterator();

        Batches(Iterator<DistinctDocuments.Document> documents, BiConsumer<String, Consumer<String>> splitting) {
            this.documents = documents;
            this.splitting = splitting;
        }

        @Override
        public boolean hasNext() {
            while (!batch.hasNext() && documents.hasNext()) {
                Map<String, long[]> counts = new HashMap<>();
                while (counts.size() < MOST_TEXTS && documents.hasNext()) {
                    DistinctDocuments.Document document = documents.next();
                    if (!document.hash().heldOut(heldOutShare)) {
                        splitting.accept(new String(document.content(), StandardCharsets.UTF_8),
                                text -> counts.computeIfAbsent(text, key -> new long[1])[0]++);
                    }
                }
                batch = counts.entrySet().iterator();
            }
            return batch.hasNext();
        }

        @Override
        public Tuple2<String, Long> next() {
            Map.Entry<String, long[]> entry = batch.next();
            return new Tuple2<>(entry.getKey(), entry.getValue()[0]);
        }
    }

    private static final class MostFrequentFirst implements Comparator<Tuple2<String, Long>>, Serializable {

        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Tuple2<String, Long> a, Tuple2<String, Long> b) {
            int byCount = Long.compare(b._2(), a._2());
            return byCount != 0 ? byCount : a._1().compareTo(b._1());
        }
    }
}
