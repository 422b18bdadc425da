package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.config.ExecutionSettings;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils;

/** Starts Spark with the settings that a sweep needs; what the user set through {@code spark-submit} stays. */
public final class SparkSessions {

    private static final String DEFAULT_MASTER = "local[*]";
    private static final String LOOPBACK = "127.0.0.1";
    private static final long SMALL_HEAP = 512L << 20;

    private SparkSessions() {}

    /**
     * @param name   application name, as the Spark UI shows it
     * @param master master URL of the command line; null for that of {@code spark-submit}, else all local cores
     * @param places trials that run at a time on devices in local mode; 0 for as many as there are cores
     */
    public static JavaSparkContext open(String name, String master, ExecutionSettings execution, int places) {
        String url = SparkMaster.with(url(master), places * execution.threads(), execution.maxAttempts());
        SparkConf conf = conf(name, url).setMaster(url);
        conf.set("spark.task.cpus", Integer.toString(execution.threads()));
        conf.set("spark.task.maxFailures", Integer.toString(execution.maxAttempts()));
        if (!SparkMaster.isLocal(url)) {
            tryElsewhere(conf, execution.maxAttempts());
        }
        // A second copy of a slow trial would take the core of another one.
        conf.set("spark.speculation", "false");
        // First come, first served: trials are submitted longest first.
        conf.set("spark.scheduler.mode", "FIFO");
        common(conf);
        JavaSparkContext context = new JavaSparkContext(conf);
        context.setLogLevel(conf.get("spark.log.level", "WARN"));
        return context;
    }

    /** {@code spark-submit} hands its settings on as system properties. */
    private static String url(String master) {
        return master != null ? master : System.getProperty("spark.master", DEFAULT_MASTER);
    }

    /** Local work needs no network, nor a host name that one knows; Spark looks for both when it makes its settings. */
    private static SparkConf conf(String name, String url) {
        if (!SparkMaster.isLocal(url)) {
            return new SparkConf().setAppName(name);
        }
        if (System.getenv("SPARK_LOCAL_IP") == null && System.getenv("SPARK_LOCAL_HOSTNAME") == null) {
            Utils.setCustomHostname(LOOPBACK);
        }
        SparkConf conf = new SparkConf().setAppName(name);
        conf.setIfMissing("spark.driver.host", LOOPBACK);
        conf.setIfMissing("spark.driver.bindAddress", LOOPBACK);
        return conf;
    }

    /** Whether tasks run in this JVM. */
    public static boolean isLocal(String master) {
        return SparkMaster.isLocal(url(master));
    }

    /** A trial that an executor failed is not given to it again, other trials are. */
    private static void tryElsewhere(SparkConf conf, int attempts) {
        // Spark numbers GPUs as the bus does.
        conf.setIfMissing("spark.executorEnv.CUDA_DEVICE_ORDER", "PCI_BUS_ID");
        // Spark wants more attempts in all than on one node.
        conf.set("spark.task.maxFailures", Integer.toString(attempts + 1));
        conf.setIfMissing("spark.excludeOnFailure.enabled", "true");
        conf.setIfMissing("spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor", "1");
        conf.setIfMissing("spark.excludeOnFailure.task.maxTaskAttemptsPerNode", Integer.toString(attempts));
        for (String limit : List.of("stage.maxFailedTasksPerExecutor", "stage.maxFailedExecutorsPerNode",
                "application.maxFailedTasksPerExecutor", "application.maxFailedExecutorsPerNode")) {
            conf.setIfMissing("spark.excludeOnFailure." + limit, Integer.toString(Integer.MAX_VALUE));
        }
    }

    /**
     * A session for a job over tables, with Spark's own settings but for those that the job's result depends on.
     *
     * @param name     application name, as the Spark UI shows it
     * @param master   as in {@link #open}
     * @param terminal whether somebody watches stderr: Spark shows its tasks there
     */
    public static SparkSession session(String name, String master, boolean terminal) {
        String url = url(master);
        SparkConf conf = conf(name, url).setMaster(url);
        // One task a range of hashes, whatever their sizes turn out to be.
        conf.set("spark.sql.adaptive.enabled", "false");
        // Two copies of a task would write the same file.
        conf.set("spark.speculation", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", Boolean.toString(terminal));
        common(conf);
        SparkSession session = SparkSession.builder().config(conf).getOrCreate();
        session.sparkContext().setLogLevel(conf.get("spark.log.level", "WARN"));
        return session;
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
