/**
 * The network: one forward and one backward pass over a micro-batch, written out on the kernels.
 *
 * <p>{@link io.statecap.model.network.Weights} is a read-only copy of the parameters in the kernels'
 * layout; {@link io.statecap.model.network.ForwardPass} fills {@link io.statecap.model.network.Activations};
 * {@link io.statecap.model.network.BackwardPass} turns them into {@link io.statecap.model.network.Gradients};
 * {@link io.statecap.model.network.OutputHead} holds the logits and the loss. All buffers are allocated once and
 * reused. Each of these objects belongs to one thread; only the weights are read by many.
 */
package io.statecap.model.network;
