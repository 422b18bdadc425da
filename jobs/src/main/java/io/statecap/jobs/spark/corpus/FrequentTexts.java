package io.statecap.jobs.spark.corpus;

import com.google.common.collect.AbstractIterator;
import com.google.common.collect.Iterators;
import io.statecap.datasets.tokenizer.PieceSplitter;
import io.statecap.datasets.tokenizer.WordTokenizer;
import io.statecap.jobs.experiment.corpus.PartSummary;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
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

/**
 * Counts what the texts of the training documents are made of.
 *
 * @param pieces what {@link PieceSplitter} cuts; otherwise words
 */
record FrequentTexts(boolean pieces, double heldOutShare, LongAccumulator progress) implements Serializable {

    /** Forgets what it counted whenever that is much, and lets Spark add it up. */
    private static final int MOST_TEXTS = 1 << 20;

    /** The most frequent texts, with how often they occur; of equally frequent ones, the first in Unicode order. */
    List<Tuple2<String, Long>> of(JavaRDD<Row> sorted, int most) {
        return sorted.mapPartitionsToPair(this::count).reduceByKey(Long::sum).takeOrdered(most,
                (Comparator<Tuple2<String, Long>> & Serializable) (a, b) -> a._2().equals(b._2())
                        ? a._1().compareTo(b._1()) : Long.compare(b._2(), a._2()));
    }

    private Iterator<Tuple2<String, Long>> count(Iterator<Row> rows) throws IOException {
        DistinctDocuments documents = new DistinctDocuments(rows, new PartSummary(), progress);
        BiConsumer<String, Consumer<String>> splitting = splitting();
        return Iterators.concat(new AbstractIterator<Iterator<Tuple2<String, Long>>>() {
            @Override
            protected Iterator<Tuple2<String, Long>> computeNext() {
                return documents.hasNext() ? batch(documents, splitting) : endOfData();
            }
        });
    }

    private BiConsumer<String, Consumer<String>> splitting() throws IOException {
        if (!pieces) {
            return WordTokenizer::split;
        }
        PieceSplitter splitter = new PieceSplitter();
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> splitter.close());
        return splitter::split;
    }

    /** The counts of as many documents as there is room for. */
    private Iterator<Tuple2<String, Long>> batch(DistinctDocuments documents,
                                                 BiConsumer<String, Consumer<String>> splitting) {
        Map<String, long[]> counts = new HashMap<>();
        while (counts.size() < MOST_TEXTS && documents.hasNext()) {
            DistinctDocuments.Document document = documents.next();
            if (!document.hash().heldOut(heldOutShare)) {
                splitting.accept(new String(document.content(), StandardCharsets.UTF_8),
                        text -> counts.computeIfAbsent(text, key -> new long[1])[0]++);
            }
        }
        return Iterators.transform(counts.entrySet().iterator(),
                entry -> new Tuple2<>(entry.getKey(), entry.getValue()[0]));
    }
}
