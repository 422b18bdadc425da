/**
 * The configuration of a sweep: read strictly, resolved, expanded into trials.
 *
 * <p>{@link io.statecap.jobs.experiment.config.ConfigReader} makes a
 * {@link io.statecap.jobs.experiment.config.SweepConfig} of a file;
 * {@link io.statecap.jobs.experiment.config.SweepConfig#trials} lists the cells of its grid, each a
 * {@link io.statecap.jobs.experiment.config.Trial} with the id that the results folder keeps it under;
 * {@link io.statecap.jobs.experiment.config.SweepIdentity} tells whether such a folder belongs to a configuration.
 *
 * <p>To add a field: define it in {@code conf/schema.json}, which is read from the class path, give the record of its
 * section a component of its name, and say in {@code ConfigRules} what it must have to do with others.
 */
package io.statecap.jobs.experiment.config;
