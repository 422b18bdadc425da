package io.statecap.jobs.experiment.probe;

import java.io.Serializable;

/**
 * A model of the verb {@code probe}, as it travels to executors.
 *
 * @param snapshot its parameters
 * @param subject  what else is known of it
 */
public record ProbedModel(ModelSnapshot snapshot, ProbeSubject subject) implements Serializable {}
