/**
 * Models whose weights come from a checkpoint: {@link io.statecap.jobs.experiment.pretrained.PretrainedModel} opens
 * one, and {@link io.statecap.jobs.experiment.pretrained.PretrainedIdentity} puts its content's fingerprint into a
 * configuration.
 */
package io.statecap.jobs.experiment.pretrained;
