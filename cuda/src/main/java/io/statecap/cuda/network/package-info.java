/**
 * The network on a device, put together from the kernels: parameters and activations as addresses, the forward and
 * backward pass over a micro-batch, carried states, and what an observer of layers sees. The CPU's twin is
 * {@code io.statecap.model.network}.
 */
package io.statecap.cuda.network;
