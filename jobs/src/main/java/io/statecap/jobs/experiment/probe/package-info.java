/**
 * Probes of one model. {@link io.statecap.jobs.experiment.probe.ProbePlan.Request} says what to measure of which
 * {@link io.statecap.jobs.experiment.probe.ProbeSubject}; {@link io.statecap.jobs.experiment.probe.ProbePlan} cuts it
 * into tasks, whose results do not depend on where they run, and makes rows of them.
 */
package io.statecap.jobs.experiment.probe;
