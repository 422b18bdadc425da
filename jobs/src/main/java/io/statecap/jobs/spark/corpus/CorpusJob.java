package io.statecap.jobs.spark.corpus;

import io.statecap.datasets.tokenizer.WordTokenizer;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.corpus.CorpusDirectory;
import io.statecap.jobs.experiment.corpus.CorpusInputException;
import io.statecap.jobs.experiment.corpus.CorpusInputs;
import io.statecap.jobs.experiment.corpus.CorpusManifest;
import io.statecap.jobs.experiment.corpus.CorpusSettings;
import io.statecap.jobs.experiment.corpus.CorpusTokenizer;
import io.statecap.jobs.experiment.corpus.DocumentReader;
import io.statecap.jobs.experiment.corpus.InputPart;
import io.statecap.jobs.experiment.corpus.PartSummary;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Makes a corpus. Two stages: tasks read parts of the input and hand each document over by the hash of its content;
 * tasks that each own a range of hashes sort their documents, drop copies, tokenise the rest and write a file. Spark
 * keeps what does not fit into memory on disk, so only the longest document must.
 */
public final class CorpusJob {

    /** Text a range of hashes has on average: what a task of the second stage writes. */
    private static final long BUCKET_BYTES = 64L << 20;
    private static final int MOST_BUCKETS = 99_999;
    private static final StructType ROW = new StructType().add("bucket", DataTypes.IntegerType, false)
            .add("high", DataTypes.LongType, false).add("low", DataTypes.LongType, false)
            .add("content", DataTypes.BinaryType, false);

    private final SparkSession spark;
    private final CorpusSettings settings;
    private final CorpusInputs inputs;
    private final CorpusDirectory directory;
    private final int buckets;

    private CorpusJob(SparkSession spark, CorpusSettings settings, CorpusInputs inputs, CorpusDirectory directory) {
        this.spark = spark;
        this.settings = settings;
        this.inputs = inputs;
        this.directory = directory;
        buckets = (int) Math.min(MOST_BUCKETS, 1 + inputs.bytes() / BUCKET_BYTES);
    }

    /** Which tokenizer to use; words need to see the documents first. */
    public sealed interface TokenizerChoice {

        /** Every byte is a token. */
        record Bytes() implements TokenizerChoice {}

        /** The most frequent words of the training documents, {@code vocabulary} ids with that of unknown words. */
        record Words(int vocabulary) implements TokenizerChoice {}

        /** A {@code tokenizer.json}. */
        record Json(java.nio.file.Path file) implements TokenizerChoice {}
    }

    /** Starts Spark; called after everything that can be checked without it was. */
    @FunctionalInterface
    public interface Sessions {
        SparkSession open();
    }

    /**
     * Makes a corpus; if that fails, nothing is left of it.
     *
     * @param paths     files and folders
     * @param sessions  starts Spark; the session is stopped here
     * @param overwrite whether to replace a corpus that is there
     * @return the manifest's text
     * @throws UsageException where input, settings or output folder are of no use
     */
    public static CorpusManifest run(List<String> paths, TokenizerChoice tokenizer, CorpusSettings settings,
                                     CorpusDirectory directory, boolean overwrite, Sessions sessions)
            throws IOException {
        CorpusInputs inputs = CorpusInputs.list(paths, settings, directory.configuration());
        directory.requireFree(overwrite);
        CorpusTokenizer known = tokenizer instanceof TokenizerChoice.Json json ? CorpusTokenizer.json(json.file())
                : CorpusTokenizer.bytes();
        try (SparkSession spark = sessions.open()) {
            directory.clear();
            return new CorpusJob(spark, settings, inputs, directory).make(tokenizer, known);
        } catch (Exception e) {
            // Spark's own exception is a checked one that no method declares.
            directory.clear();
            throw unwrapped(e);
        }
    }

    /** What a task said of the input, out of what Spark wrapped around it. */
    private static RuntimeException unwrapped(Exception e) throws IOException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CorpusInputException input) {
                return new UsageException(input.getMessage());
            }
        }
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        throw e instanceof IOException io ? io : new IOException("Spark gave up: " + e.getMessage(), e);
    }

    private CorpusManifest make(TokenizerChoice choice, CorpusTokenizer known) throws IOException {
        JavaRDD<Row> sorted = sorted();
        // The second use of the rows starts from Spark's files of the first: the input is read once.
        CorpusTokenizer tokenizer = choice instanceof TokenizerChoice.Words words
                ? CorpusTokenizer.words(frequentWords(sorted, words.vocabulary())) : known;
        List<Tuple2<Integer, PartSummary>> parts = write(sorted, tokenizer);
        PartSummary total = new PartSummary();
        List<String> files = new ArrayList<>();
        for (Tuple2<Integer, PartSummary> part : parts) {
            total.add(part._2());
            if (part._2().documents(false) + part._2().documents(true) > 0) {
                files.add(CorpusDirectory.partName(part._1()));
            }
        }
        requireDocuments(total);
        directory.writeTokenizer(tokenizer);
        directory.writeManifest(CorpusManifest.text(tokenizer, settings, inputs, files, total));
        return directory.manifest();
    }

    private void requireDocuments(PartSummary total) {
        if (total.documents(false) + total.documents(true) == 0) {
            throw new UsageException("none of the " + total.documentsRead() + " documents has "
                    + settings.minimumTokens() + " or more tokens (--minimum-tokens).");
        }
        if (total.documents(false) == 0 || total.documents(true) == 0 && settings.heldOutShare() > 0) {
            throw new UsageException("--held-out " + settings.heldOutShare() + " leaves no "
                    + (total.documents(false) == 0 ? "training" : "held-out") + " document of the "
                    + (total.documents(false) + total.documents(true))
                    + ": more documents are needed, or another share.");
        }
    }

    private JavaRDD<Row> sorted() {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<List<InputPart>> tasks = inputs.tasks();
        Reading reading = new Reading(settings,
                context.broadcast(new SerializableConfiguration(directory.configuration())), buckets);
        JavaRDD<Row> rows = context.parallelize(tasks, tasks.size()).flatMap(reading::read);
        return spark.createDataFrame(rows, ROW).repartitionById(buckets, org.apache.spark.sql.functions.col("bucket"))
                .sortWithinPartitions("high", "low").javaRDD();
    }

    private record Reading(CorpusSettings settings, Broadcast<SerializableConfiguration> configuration, int buckets)
            implements Serializable {

        Iterator<Row> read(List<InputPart> parts) {
            return new PartDocuments(parts, new DocumentReader(settings, configuration.value().value()), buckets);
        }
    }

    private List<String> frequentWords(JavaRDD<Row> sorted, int vocabulary) {
        WordCounting counting = new WordCounting(settings.heldOutShare());
        return sorted.mapPartitionsToPair(counting::count).reduceByKey(Long::sum)
                .takeOrdered(vocabulary - 1, new MostFrequentFirst()).stream().map(Tuple2::_1).toList();
    }

    private record WordCounting(double heldOutShare) implements Serializable {

        /** Forgets what it counted whenever that is much, and lets Spark add it up. */
        private static final int MOST_WORDS = 1 << 20;

        Iterator<Tuple2<String, Long>> count(Iterator<Row> rows) {
            Iterator<DistinctDocuments.Document> documents = new DistinctDocuments(rows, () -> { });
            return new Batches(documents);
        }

        private final class Batches implements Iterator<Tuple2<String, Long>> {

            private final Iterator<DistinctDocuments.Document> documents;
            private Iterator<Map.Entry<String, Long>> batch = new HashMap<String, Long>().entrySet().iterator();

            Batches(Iterator<DistinctDocuments.Document> documents) {
                this.documents = documents;
            }

            @Override
            public boolean hasNext() {
                while (!batch.hasNext() && documents.hasNext()) {
                    Map<String, Long> counts = new HashMap<>();
                    while (counts.size() < MOST_WORDS && documents.hasNext()) {
                        DistinctDocuments.Document document = documents.next();
                        if (!document.hash().heldOut(heldOutShare)) {
                            WordTokenizer.split(new String(document.content(), StandardCharsets.UTF_8),
                                    word -> counts.merge(word, 1L, Long::sum));
                        }
                    }
                    batch = counts.entrySet().iterator();
                }
                return batch.hasNext();
            }

            @Override
            public Tuple2<String, Long> next() {
                Map.Entry<String, Long> entry = batch.next();
                return new Tuple2<>(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Of equally frequent words, the first in Unicode order. */
    private static final class MostFrequentFirst implements Comparator<Tuple2<String, Long>>, Serializable {

        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Tuple2<String, Long> a, Tuple2<String, Long> b) {
            int byCount = Long.compare(b._2(), a._2());
            return byCount != 0 ? byCount : a._1().compareTo(b._1());
        }
    }

    private List<Tuple2<Integer, PartSummary>> write(JavaRDD<Row> sorted, CorpusTokenizer tokenizer) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Writing writing = new Writing(settings, directory.toString(), context.broadcast(tokenizer),
                context.broadcast(new SerializableConfiguration(directory.configuration())));
        return sorted.mapPartitions(writing::write).collect();
    }

    private record Writing(CorpusSettings settings, String directory, Broadcast<CorpusTokenizer> tokenizer,
                           Broadcast<SerializableConfiguration> configuration) implements Serializable {

        Iterator<Tuple2<Integer, PartSummary>> write(Iterator<Row> rows) throws IOException {
            Configuration hadoop = configuration.value().value();
            int bucket = TaskContext.getPartitionId();
            PartSummary summary = new BucketWriter(tokenizer.value(), settings).write(rows,
                    CorpusDirectory.at(new Path(directory), hadoop).part(bucket), hadoop);
            return List.of(new Tuple2<>(bucket, summary)).iterator();
        }
    }
}
