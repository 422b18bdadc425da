/**
 * The job of the verb {@code corpus}: documents in, token Parquet out. {@link io.statecap.jobs.spark.corpus.CorpusJob}
 * sorts documents by the hash of their content, which brings copies together and makes the result independent of how
 * the text was packed, cut and read.
 */
package io.statecap.jobs.spark.corpus;
