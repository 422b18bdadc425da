/**
 * Measures training steps, carried-state inference and kernels, against the machine's matrix products and PyTorch.
 * {@link io.statecap.benchmarks.StepBenchmark} and {@link io.statecap.benchmarks.KernelBenchmark} are the programs.
 */
package io.statecap.benchmarks;
