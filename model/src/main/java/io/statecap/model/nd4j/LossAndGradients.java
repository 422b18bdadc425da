package io.statecap.model.nd4j;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Loss of a batch and its gradient.
 *
 * @param loss      mean cross-entropy over the scored targets, nats
 * @param gradients gradient of {@code loss} by parameter name, float32, in the parameter's shape; all parameters, in
 *                  the order of {@link Mamba2Arrays#names}
 */
public record LossAndGradients(double loss, Map<String, INDArray> gradients) {}
