/**
 * Everything around the model: the command line, sweeps, probes, Spark and results on disk. Packages know one another
 * in one direction only, which a test checks (ArchitectureTest):
 *
 * <pre>
 * cli → spark → experiment → results → common
 * </pre>
 *
 * <p>{@link io.statecap.jobs.cli} alone knows all of them.
 */
package io.statecap.jobs;
