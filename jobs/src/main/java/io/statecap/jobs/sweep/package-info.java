/**
 * The engine of a sweep. From the inside out: a {@link io.statecap.jobs.sweep.TrialRunner} makes the numbers of one
 * trial and knows nothing of Spark; a {@link io.statecap.jobs.sweep.TrialTask} is the Spark task around it, which turns
 * whatever goes wrong into a row; a {@link io.statecap.jobs.sweep.TrialQueue} says which trial is next; a
 * {@link io.statecap.jobs.sweep.SweepRunner} keeps the cluster busy with them until the sweep is done.
 */
package io.statecap.jobs.sweep;
