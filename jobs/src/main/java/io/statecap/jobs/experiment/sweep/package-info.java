/**
 * One sweep without what runs its trials: its results directory, its progress and its log. The loop itself, which takes
 * the next trial of a {@link io.statecap.jobs.experiment.search.TrialQueue} and has it run, is
 * {@code io.statecap.jobs.spark.SweepRunner}.
 */
package io.statecap.jobs.experiment.sweep;
