/**
 * The verb {@code corpus}: text in, token Parquet out, on Spark.
 *
 * <p>{@link io.statecap.jobs.corpus.CorpusInputs} lists files and cuts them into {@link InputPart}s; tasks read the
 * documents of their parts one by one ({@link io.statecap.jobs.corpus.Documents}), and
 * {@link io.statecap.jobs.corpus.CorpusJob} sorts them by the hash of their content, which brings copies together and
 * makes the result independent of how the text was packed, cut and read. Documents are tokenised after that, each
 * once, and written in the order of their hashes.
 */
package io.statecap.jobs.corpus;
