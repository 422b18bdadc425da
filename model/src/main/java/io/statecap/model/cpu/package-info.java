/** The engine of this module: kernels in Java, on the CPU. */
package io.statecap.model.cpu;
