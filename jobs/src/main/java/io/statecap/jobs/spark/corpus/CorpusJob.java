package io.statecap.jobs.spark.corpus;

import io.statecap.analysis.text.Count;
import io.statecap.datasets.tokenizer.BytePairTrainer;
import io.statecap.datasets.tokenizer.WordVocabulary;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.corpus.CorpusDirectory;
import io.statecap.jobs.experiment.corpus.CorpusInputs;
import io.statecap.jobs.experiment.corpus.CorpusManifest;
import io.statecap.jobs.experiment.corpus.CorpusSettings;
import io.statecap.jobs.experiment.corpus.PartSummary;
import io.statecap.jobs.experiment.corpus.TokenizerFile;
import io.statecap.jobs.results.files.HadoopSettings;
import io.statecap.jobs.results.files.StorageException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.fs.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.executor.Executor;
import org.apache.spark.scheduler.TaskSetManager;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
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
    /** What a task of the first stage reads on average, at most. */
    private static final long TASK_BYTES = 64L << 20;
    private static final int TASK_FILES = 512;
    /** A tokenizer is trained on that many of the most frequent pieces; the others are rare each. */
    private static final int MOST_PIECES = 1 << 20;

    private final SparkSession spark;
    private final JavaSparkContext context;
    private final CorpusSettings settings;
    private final List<CorpusInputs.Source> inputs;
    private final CorpusDirectory directory;
    private final Consumer<String> steps;
    private final CorpusTasks tasks;

    private CorpusJob(SparkSession spark, CorpusSettings settings, List<CorpusInputs.Source> inputs,
                      CorpusDirectory directory, Consumer<String> steps) {
        this.spark = spark;
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.steps = steps;
        this.settings = settings;
        this.inputs = inputs;
        this.directory = directory;
        tasks = new CorpusTasks(settings, new HadoopSettings(directory.configuration()),
                (int) Math.min(MOST_BUCKETS, 1 + CorpusInputs.textBytes(inputs) / BUCKET_BYTES));
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
     * @param steps     is told of each step when it begins; Spark shows how far it is
     * @throws UsageException where input, settings or output folder are of no use
     */
    public static Made run(List<String> paths, TokenizerChoice tokenizer, CorpusSettings settings,
                           CorpusDirectory directory, boolean overwrite, Supplier<SparkSession> sessions,
                           Consumer<String> steps) throws IOException {
        List<CorpusInputs.Source> inputs = CorpusInputs.list(paths, settings, directory.configuration());
        directory.requireFree(overwrite);
        if (tokenizer instanceof TokenizerChoice.Json json) {
            TokenizerFile.open(json.file()).close();
        }
        try (SparkSession spark = sessions.get()) {
            // What is wrong with the input is said in one sentence, other failures with their traces: once each.
            List.of(Executor.class, TaskSetManager.class)
                    .forEach(source -> Configurator.setLevel(source.getName(), Level.OFF));
            directory.clear();
            return new CorpusJob(spark, settings, inputs, directory, steps).make(tokenizer);
        } catch (Exception e) {
            // Spark's own exception is a checked one that no method declares.
            directory.clear();
            throw unwrapped(e);
        }
    }

    /** What a task said of the input or of storage, out of what Spark wrapped around it. */
    private static RuntimeException unwrapped(Exception e) throws IOException {
        for (Throwable cause : ExceptionUtils.getThrowableList(e)) {
            if (cause instanceof UsageException input) {
                return input;
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

    private Made make(TokenizerChoice choice) throws IOException {
        steps.accept("reading " + Count.of(inputs.size(), "file"));
        JavaRDD<Row> sorted = sorted();
        TokenizerFile tokenizer = tokenizer(choice, sorted);
        steps.accept("tokenising");
        PartSummary total = new PartSummary();
        List<String> files = new ArrayList<>();
        for (Tuple2<Integer, PartSummary> part : write(sorted, tokenizer)) {
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
    private TokenizerFile tokenizer(TokenizerChoice choice, JavaRDD<Row> sorted) throws IOException {
        if (choice instanceof TokenizerChoice.Words words) {
            steps.accept("counting words");
            return new TokenizerFile(TokenizerFile.WORDS, WordVocabulary.json(frequent(sorted, true,
                    words.vocabulary() - 1).stream().map(Tuple2::_1).toList()));
        }
        if (choice instanceof TokenizerChoice.Trained trained) {
            steps.accept("counting pieces");
            Map<String, Long> pieces = new HashMap<>();
            frequent(sorted, false, MOST_PIECES).forEach(piece -> pieces.put(piece._1(), piece._2()));
            steps.accept("training the tokenizer");
            return new TokenizerFile(TokenizerFile.JSON, BytePairTrainer.train(pieces, trained.size()));
        }
        return choice instanceof TokenizerChoice.Json json ? TokenizerFile.json(json.file()) : TokenizerFile.bytes();
    }

    /** The most frequent texts, with how often they occur; of equally frequent ones, the first in Unicode order. */
    private List<Tuple2<String, Long>> frequent(JavaRDD<Row> sorted, boolean words, int most) {
        CorpusTasks work = tasks;
        return sorted.mapPartitionsToPair(rows -> work.pieces(rows, words)).reduceByKey(Long::sum).takeOrdered(most,
                (Comparator<Tuple2<String, Long>> & Serializable) (a, b) -> a._2().equals(b._2())
                        ? a._1().compareTo(b._1()) : Long.compare(b._2(), a._2()));
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

    private JavaRDD<Row> sorted() {
        // What goes to executors are these, not the job.
        CorpusTasks work = tasks;
        long parts = 1 + inputs.size() / TASK_FILES + CorpusInputs.textBytes(inputs) / TASK_BYTES;
        JavaRDD<Row> rows = context.parallelize(inputs, (int) Math.min(inputs.size(), parts)).mapPartitions(work::read);
        return spark.createDataFrame(rows, CorpusTasks.ROW).repartitionById(work.buckets(), functions.col("bucket"))
                .sortWithinPartitions("hash").javaRDD();
    }

    private List<Tuple2<Integer, PartSummary>> write(JavaRDD<Row> sorted, TokenizerFile tokenizer) {
        CorpusTasks work = tasks;
        String folder = directory.toString();
        Broadcast<TokenizerFile> shared = context.broadcast(tokenizer);
        return sorted.mapPartitions(rows -> {
            int bucket = TaskContext.getPartitionId();
            PartSummary summary = work.write(rows, shared.value(),
                    new Path(folder, CorpusDirectory.partName(bucket)));
            return List.of(new Tuple2<>(bucket, summary)).iterator();
        }).collect();
    }
}
