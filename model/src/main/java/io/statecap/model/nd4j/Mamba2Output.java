package io.statecap.model.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a forward pass gives.
 *
 * @param logits scores of the next token after each position, float32, [batch, length, vocabulary]; not normalised
 * @param state  state after the last token
 */
public record Mamba2Output(INDArray logits, Mamba2State state) {}
