package io.statecap.jobs.spark.corpus;

import io.statecap.analysis.text.Count;
import io.statecap.datasets.tokenizer.BytePairTrainer;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.corpus.CorpusDirectory;
import io.statecap.jobs.experiment.corpus.CorpusInputException;
import io.statecap.jobs.experiment.corpus.CorpusInputs;
import io.statecap.jobs.experiment.corpus.CorpusManifest;
import io.statecap.jobs.experiment.corpus.CorpusSettings;
import io.statecap.jobs.experiment.corpus.CorpusTokenizer;
import io.statecap.jobs.experiment.corpus.InputPart;
import io.statecap.jobs.experiment.corpus.PartSummary;
import io.statecap.jobs.results.files.HadoopSettings;
import io.statecap.jobs.results.files.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.Executor;
import org.apache.spark.scheduler.TaskSetManager;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
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
    /** A tokenizer is trained on that many of the most frequent pieces; the others are rare each. */
    private static final int MOST_PIECES = 1 << 20;
    private static final StructType ROW = new StructType().add("bucket", DataTypes.IntegerType, false)
            .add("high", DataTypes.LongType, false).add("low", DataTypes.LongType, false)
            .add("content", DataTypes.BinaryType, true);

    private final SparkSession spark;
    private final CorpusSettings settings;
    private final CorpusInputs inputs;
    private final CorpusDirectory directory;
    private final CorpusProgress progress;
    private final int buckets;

    private CorpusJob(SparkSession spark, CorpusSettings settings, CorpusInputs inputs, CorpusDirectory directory,
                      CorpusProgress progress) {
        this.spark = spark;
        this.progress = progress;
        this.settings = settings;
        this.inputs = inputs;
        this.directory = directory;
        buckets = (int) Math.min(MOST_BUCKETS, 1 + inputs.bytes() / BUCKET_BYTES);
    }

    /** Which tokenizer to use; some need to see the documents first. */
    public sealed interface TokenizerChoice {

        /** Every byte is a token. */
        record Bytes() implements TokenizerChoice {}

        /** The most frequent words of the training documents, {@code vocabulary} ids with that of unknown words. */
        record Words(int vocabulary) implements TokenizerChoice {}

        /** A byte-level BPE learnt from the training documents, {@code size} tokens with that between documents. */
        record Trained(int size) implements TokenizerChoice {}

        /** A {@code tokenizer.json}. */
        record Json(java.nio.file.Path file) implements TokenizerChoice {}
    }

    /** A corpus, and the counts over all that was read for it. */
    public record Made(CorpusManifest manifest, PartSummary counts) {}

    /**
     * Makes a corpus; if that fails, nothing is left of it.
     *
     * @param paths     files and folders
     * @param sessions  starts Spark, once everything was checked that can be without; the session is stopped here
     * @param overwrite whether to replace a corpus that is there
     * @param progress  where to show it; closed here
     * @throws UsageException where input, settings or output folder are of no use
     */
    public static Made run(List<String> paths, TokenizerChoice tokenizer, CorpusSettings settings,
                                     CorpusDirectory directory, boolean overwrite, Supplier<SparkSession> sessions,
                                     CorpusProgress progress) throws IOException {
        CorpusInputs inputs = CorpusInputs.list(paths, settings, directory.configuration());
        directory.requireFree(overwrite);
        CorpusTokenizer known = tokenizer instanceof TokenizerChoice.Json json ? CorpusTokenizer.json(json.file())
                : CorpusTokenizer.bytes();
        try (progress; SparkSession spark = sessions.get()) {
            // What is wrong with the input is said in one sentence, other failures with their traces: once each.
            List.of(Executor.class, TaskSetManager.class)
                    .forEach(source -> Configurator.setLevel(source.getName(), Level.OFF));
            directory.clear();
            progress.start(spark.sparkContext());
            return new CorpusJob(spark, settings, inputs, directory, progress).make(tokenizer, known);
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
            if (cause instanceof StorageException storage) {
                throw storage;
            }
        }
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        throw e instanceof IOException io ? io : new IOException("Spark gave up: " + e.getMessage(), e);
    }

    private Made make(TokenizerChoice choice, CorpusTokenizer known) throws IOException {
        LongAccumulator read = progress.phase("reading", null);
        JavaRDD<Row> sorted = sorted(read);
        CorpusTokenizer tokenizer = tokenizer(choice, known, sorted, read);
        LongAccumulator written = progress.phase("tokenising", read);
        List<Tuple2<Integer, PartSummary>> parts = write(sorted, tokenizer, written);
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
        return new Made(directory.manifest(), total);
    }

    /** Uses of the rows after the first start from Spark's files of that: the input is read once. */
    private CorpusTokenizer tokenizer(TokenizerChoice choice, CorpusTokenizer known, JavaRDD<Row> sorted,
                                      LongAccumulator read) throws IOException {
        if (choice instanceof TokenizerChoice.Words words) {
            LongAccumulator counted = progress.phase("counting words", read);
            return CorpusTokenizer.words(new FrequentTexts(false, settings.heldOutShare(), counted)
                    .of(sorted, words.vocabulary() - 1).stream().map(Tuple2::_1).toList());
        }
        if (choice instanceof TokenizerChoice.Trained trained) {
            Map<String, Long> pieces = new HashMap<>();
            LongAccumulator counted = progress.phase("counting pieces", read);
            new FrequentTexts(true, settings.heldOutShare(), counted).of(sorted, MOST_PIECES)
                    .forEach(piece -> pieces.put(piece._1(), piece._2()));
            progress.phase("training the tokenizer");
            return CorpusTokenizer.json(BytePairTrainer.train(pieces, trained.size()));
        }
        return known;
    }

    private void requireDocuments(PartSummary total) {
        if (total.documents(false) + total.documents(true) == 0) {
            throw new UsageException("of " + Count.of(total.documentsRead(), "document") + " none has "
                    + settings.minimumTokens() + " or more tokens (--minimum-tokens)"
                    + (total.leftOut().isEmpty() ? "" : "; left out: " + total.leftOut()) + ".");
        }
        if (total.documents(false) == 0 || total.documents(true) == 0 && settings.heldOutShare() > 0) {
            throw new UsageException("--held-out " + settings.heldOutShare() + " leaves no "
                    + (total.documents(false) == 0 ? "training" : "held-out") + " document among "
                    + Count.of(total.documents(false) + total.documents(true), "document")
                    + ": more documents are needed, or another share.");
        }
    }

    private JavaRDD<Row> sorted(LongAccumulator read) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<List<InputPart>> tasks = inputs.tasks();
        // What tasks carry are these, not the job.
        CorpusSettings kept = settings;
        int ranges = buckets;
        HadoopSettings hadoop = new HadoopSettings(directory.configuration());
        JavaRDD<Row> rows = context.parallelize(tasks, tasks.size()).flatMap(
                parts -> new PartDocuments(parts, kept, hadoop.configuration(), ranges, read));
        return spark.createDataFrame(rows, ROW).repartitionById(buckets, org.apache.spark.sql.functions.col("bucket"))
                .sortWithinPartitions("high", "low").javaRDD();
    }

    private List<Tuple2<Integer, PartSummary>> write(JavaRDD<Row> sorted, CorpusTokenizer tokenizer,
                                                       LongAccumulator written) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        CorpusSettings kept = settings;
        String folder = directory.toString();
        HadoopSettings hadoop = new HadoopSettings(directory.configuration());
        var shared = context.broadcast(tokenizer);
        return sorted.mapPartitions(rows -> {
            int bucket = TaskContext.getPartitionId();
            PartSummary summary = new BucketWriter(shared.value(), kept, written).write(rows,
                    new CorpusDirectory(new Path(folder), hadoop.configuration()).part(bucket), hadoop.configuration());
            return List.of(new Tuple2<>(bucket, summary)).iterator();
        }).collect();
    }
}
