/**
 * ND4J in and out of a model: {@link io.statecap.model.nd4j.Mamba2Arrays} gives weights, logits, states, loss and
 * gradients as {@code INDArray}. The arithmetic between is that of {@link io.statecap.model.kernel}; no ND4J operation
 * takes part in it.
 */
package io.statecap.model.nd4j;
