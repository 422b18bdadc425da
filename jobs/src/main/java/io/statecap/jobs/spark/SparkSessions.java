package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.settings.ExecutionSettings;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Starts Spark with the settings that a sweep needs; what the user set through {@code spark-submit} stays. */
public final class SparkSessions {

    private static final String DEFAULT_MASTER = "local[*]";
    private static final long SMALL_HEAP = 512L << 20;

    private SparkSessions() {}

    /**
     * @param name   application name, as the Spark UI shows it
     * @param master master URL of the command line; null for that of {@code spark-submit}, else all local cores
     */
    public static JavaSparkContext open(String name, String master, ExecutionSettings execution) {
        SparkConf conf = new SparkConf().setAppName(name);
        conf.setMaster(SparkMaster.withAttempts(url(conf, master), execution.maxAttempts()));
        conf.set("spark.task.cpus", Integer.toString(execution.threads()));
        conf.set("spark.task.maxFailures", Integer.toString(execution.maxAttempts()));
        // A second copy of a slow trial would take the core of another one.
        conf.set("spark.speculation", "false");
        // First come, first served: trials are submitted longest first.
        conf.set("spark.scheduler.mode", "FIFO");
        common(conf);
        JavaSparkContext context = new JavaSparkContext(conf);
        context.setLogLevel(conf.get("spark.log.level", "WARN"));
        return context;
    }

    /**
     * A session for a job over tables, with Spark's own settings but for those that the job's result depends on.
     *
     * @param name   application name, as the Spark UI shows it
     * @param master as in {@link #open}
     */
    public static SparkSession session(String name, String master) {
        SparkConf conf = new SparkConf().setAppName(name);
        conf.setMaster(url(conf, master));
        // One task a range of hashes, whatever their sizes turn out to be.
        conf.set("spark.sql.adaptive.enabled", "false");
        // Two copies of a task would write the same file.
        conf.set("spark.speculation", "false");
        common(conf);
        SparkSession session = SparkSession.builder().config(conf).getOrCreate();
        session.sparkContext().setLogLevel(conf.get("spark.log.level", "WARN"));
        return session;
    }

    private static String url(SparkConf conf, String master) {
        return master != null ? master : conf.get("spark.master", DEFAULT_MASTER);
    }

    private static void common(SparkConf conf) {
        // Heartbeats carry the progress of running tasks.
        conf.setIfMissing("spark.executor.heartbeatInterval", "2s");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        if (SparkMaster.isLocal(conf.get("spark.master"))) {
            // A server and its pages: a good part of what a short run costs.
            conf.setIfMissing("spark.ui.enabled", "false");
            // Spark wants 450 MiB of heap, two thirds of them for itself, whatever it is used for.
            long heap = Runtime.getRuntime().maxMemory();
            if (heap < SMALL_HEAP) {
                conf.setIfMissing("spark.testing.reservedMemory", Long.toString(heap / 3));
            }
        }
    }
}
