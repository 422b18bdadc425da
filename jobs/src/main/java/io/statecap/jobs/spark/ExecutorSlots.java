package io.statecap.jobs.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/** How many trials one executor runs at a time. */
final class ExecutorSlots {

    private ExecutorSlots() {}

    /** Of the executor that calls it. */
    static int here() {
        return of(SparkEnv.get().conf(), Runtime.getRuntime().availableProcessors());
    }

    /** @param processors cores of the machine: standalone executors take all of a worker's unless told otherwise */
    static int of(SparkConf conf, int processors) {
        String master = conf.get("spark.master", "local[*]");
        int cores = SparkMaster.localCores(master, processors)
                .orElseGet(() -> conf.getInt("spark.executor.cores", master.startsWith("spark:") ? processors : 1));
        return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
    }
}
