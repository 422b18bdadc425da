/**
 * One trial: train, probe, judge, write. {@link io.statecap.jobs.experiment.trial.TrialRunner} makes its numbers;
 * whatever goes wrong with it becomes a row too.
 */
package io.statecap.jobs.experiment.trial;
