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

    /**
     * Local mode with attempts at each task, which it gives up at its first failure otherwise, unless the master says
     * how many; and with as many tasks as a pool of devices takes, unless it says a number.
     *
     * @param cores 0 where there are no devices
     */
    static String with(String master, int cores, int attempts) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches()) {
            return master;
        }
        String tasks = Objects.requireNonNullElse(local.group(1), "1");
        return "local[" + (cores > 0 && tasks.equals("*") ? cores : tasks) + ","
                + Objects.requireNonNullElse(local.group(2), attempts) + "]";
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
