/**
 * What work on a GPU is made of: the {@link io.statecap.cuda.device.Gpu} itself, its memory
 * ({@link io.statecap.cuda.device.DeviceArena}), {@link io.statecap.cuda.device.Stream}s with their recorded
 * {@link io.statecap.cuda.device.Graph}s, compiled {@link io.statecap.cuda.device.Kernels}, and matrix products
 * ({@link io.statecap.cuda.device.Blas}). Nothing here knows a model.
 */
package io.statecap.cuda.device;
