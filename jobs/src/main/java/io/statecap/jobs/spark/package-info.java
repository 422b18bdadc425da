/**
 * All that imports Spark: the loop of a sweep ({@link io.statecap.jobs.spark.SweepRunner}), sessions, the tasks of trials
 * and probes, their progress. It knows {@code experiment}, which does not know it.
 */
package io.statecap.jobs.spark;
