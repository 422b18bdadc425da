/** How often the intervals and verdicts of the analysis are right, over simulated sweeps whose truth is known. */
package io.statecap.benchmarks.coverage;
