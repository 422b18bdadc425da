/** SQL over the tables of a results directory, by DuckDB, which reads their Parquet files where they lie. */
package io.statecap.jobs.query;
