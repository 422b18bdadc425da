/**
 * Models whose weights come from a checkpoint: {@link io.statecap.jobs.pretrained.PretrainedModel} opens one, and
 * {@link io.statecap.jobs.pretrained.PretrainedIdentity} puts its content's fingerprint into a configuration.
 */
package io.statecap.jobs.pretrained;
