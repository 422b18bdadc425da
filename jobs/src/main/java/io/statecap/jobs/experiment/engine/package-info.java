/**
 * Which engine a trial gets: {@link io.statecap.jobs.experiment.engine.Engines} finds those of devices, shares the
 * devices of a JVM between its trials, and leases one to each.
 */
package io.statecap.jobs.experiment.engine;
