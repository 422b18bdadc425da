/**
 * What trains models and reads with them, behind three small interfaces:
 * {@link io.statecap.jobs.experiment.engine.ModelEngine}, {@link io.statecap.jobs.experiment.engine.TrainingRun} and
 * {@link io.statecap.jobs.experiment.engine.Evaluator}. {@link io.statecap.jobs.experiment.engine.CpuEngine} is the
 * implementation by the module {@code model}; another one, of a GPU, takes its place without a change to trials, probes
 * or sweeps.
 */
package io.statecap.jobs.experiment.engine;
