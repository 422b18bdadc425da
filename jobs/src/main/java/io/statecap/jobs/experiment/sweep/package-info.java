/**
 * The loop of a sweep: {@link io.statecap.jobs.experiment.sweep.SweepRunner} takes the next trial of a
 * {@link io.statecap.jobs.experiment.search.TrialQueue}, has it run, and notes its end until nothing is left.
 */
package io.statecap.jobs.experiment.sweep;
