package io.statecap.jobs.experiment.cost;

/**
 * What a plan's time and memory are reckoned for.
 *
 * @param executors   Spark executors; 1 for this machine alone
 * @param cores       cores of each
 * @param memoryBytes memory that the trials of an executor may use together
 */
public record PlanMachine(int executors, int cores, long memoryBytes) {

    /** Trials that an executor runs at a time. */
    int slotsAnExecutor(int threads) {
        return Math.max(1, cores / threads);
    }

    /** Bytes that a trial may use. */
    long trialBytes(int threads) {
        return memoryBytes / slotsAnExecutor(threads);
    }
}
