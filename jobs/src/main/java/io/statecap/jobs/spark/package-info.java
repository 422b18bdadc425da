/**
 * All that imports Spark: sessions, the tasks of trials and probes, their progress. It knows {@code experiment}, which
 * does not know it.
 */
package io.statecap.jobs.spark;
