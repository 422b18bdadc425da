/**
 * What trains models and reads with them, whatever computes:
 * {@link io.statecap.model.engine.ModelEngine} makes {@link io.statecap.model.engine.TrainingRun}s and
 * {@link io.statecap.model.engine.FrozenModel}s, and a frozen model opens
 * {@link io.statecap.model.engine.Inference}s. Probes, scores and plans speak to these only.
 * {@link io.statecap.model.cpu.CpuEngine} is always there; engines of devices are found through
 * {@link io.statecap.model.engine.EngineProvider}.
 */
package io.statecap.model.engine;
