/**
 * The experiment itself, without Spark: configuration, trials, probes, costs, the search over training lengths, and
 * the directory, progress and log of a sweep. It knows {@code results} and the modules below; a trial runs and is tested without Spark.
 */
package io.statecap.jobs.experiment;
