/**
 * Records as rows of Parquet files: {@link io.statecap.jobs.results.parquet.RecordParquet} writes them, and
 * {@link io.statecap.jobs.results.parquet.Rows} reads them; token Parquet is one kind of them.
 */
package io.statecap.jobs.results.parquet;
