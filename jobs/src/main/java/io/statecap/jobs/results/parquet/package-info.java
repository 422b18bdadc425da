/** Records as rows of Parquet files ({@link io.statecap.jobs.results.parquet.RecordParquet}), and token Parquet. */
package io.statecap.jobs.results.parquet;
