/**
 * Documents in, and corpora of tokens as they lie on disk. Documents are read one by one from text, JSON Lines, Parquet
 * and archives ({@link io.statecap.jobs.experiment.corpus.DocumentReader});
 * {@link io.statecap.jobs.experiment.corpus.CorpusReader} reads a finished corpus. The job that makes one is
 * {@code spark.corpus}.
 */
package io.statecap.jobs.experiment.corpus;
