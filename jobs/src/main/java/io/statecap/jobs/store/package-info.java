/**
 * What a sweep leaves behind, on any file system that Hadoop knows: tables as Parquet, checkpoints, logs and the lock
 * of the sweep at work. Nothing here needs a Spark session: executors, the driver and plain local code use the same
 * classes.
 *
 * <p>{@link io.statecap.jobs.store.ResultsDirectory} knows where things lie,
 * {@link io.statecap.jobs.store.RecordParquet} turns records into rows, and
 * {@link io.statecap.jobs.store.AtomicFiles} makes a file appear whole or not at all.
 */
package io.statecap.jobs.store;
