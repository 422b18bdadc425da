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

    /** @param processors cores of the machine, for masters that leave the number of cores open */
    static int of(SparkConf conf, int processors) {
        int cores = SparkMaster.localCores(conf.get("spark.master", "local[*]"), processors)
                .orElseGet(() -> conf.getInt("spark.executor.cores", processors));
        return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
    }
}
