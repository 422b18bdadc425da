package io.statecap.jobs.spark;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** Understands Spark's local master URLs; the others are Spark's business. */
final class SparkMaster {

    private static final Pattern LOCAL = Pattern.compile("local(?:\\[\\s*(\\d+|\\*)\\s*(?:,\\s*(\\d+)\\s*)?])?");

    private SparkMaster() {}

    static boolean isLocal(String master) {
        return LOCAL.matcher(master).matches();
    }

    /** Cores of a local master; empty for a cluster. */
    static OptionalInt localCores(String master, int processors) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches()) {
            return OptionalInt.empty();
        }
        String cores = Objects.requireNonNullElse(local.group(1), "1");
        return OptionalInt.of(cores.equals("*") ? processors : Integer.parseInt(cores));
    }

    /** Local mode with as many tasks as a pool of devices takes, unless the master says a number. */
    static String withCores(String master, int cores) {
        Matcher local = LOCAL.matcher(master);
        return cores > 0 && local.matches() && "*".equals(local.group(1))
                ? "local[" + cores + (local.group(2) == null ? "" : "," + local.group(2)) + "]" : master;
    }

    /** Local mode gives up a task at its first failure unless the master says otherwise; let it. */
    static String withAttempts(String master, int attempts) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches() || local.group(2) != null) {
            return master;
        }
        return "local[" + (local.group(1) == null ? "1" : local.group(1)) + "," + attempts + "]";
    }

    /**
     * Trials that one executor runs at a time.
     *
     * @param processors cores of the machine: standalone executors take all of a worker's unless told otherwise
     */
    static int slots(SparkConf conf, int processors) {
        String master = conf.get("spark.master", "local[*]");
        int cores = localCores(master, processors)
                .orElseGet(() -> conf.getInt("spark.executor.cores", master.startsWith("spark:") ? processors : 1));
        return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
    }
}
