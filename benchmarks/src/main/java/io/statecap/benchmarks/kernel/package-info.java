/** JMH benchmarks of the kernels, each beside its plain version; {@code benchmarks/run kernels} runs them. */
package io.statecap.benchmarks.kernel;
