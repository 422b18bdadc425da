/**
 * The verb {@code probe}: probes of one model, spread over Spark. {@link io.statecap.jobs.probe.ProbeRequest} says what
 * to measure of which {@link io.statecap.jobs.probe.ProbeSubject}; {@link io.statecap.jobs.probe.ProbeJob} cuts it into
 * {@link io.statecap.jobs.probe.ProbeShare}s, whose results do not depend on where they run, and makes rows of them.
 */
package io.statecap.jobs.probe;
