/**
 * What a sweep leaves behind, on any file system that Hadoop knows. It knows Hadoop and the row records of
 * {@code analysis.table}, and neither Spark, nor the model, nor the configuration.
 *
 * <p>{@link io.statecap.jobs.results.ResultsDirectory} knows where tables, checkpoints, logs and the lock lie;
 * {@link io.statecap.jobs.results.Table} lists the tables.
 */
package io.statecap.jobs.results;
