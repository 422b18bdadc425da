package io.statecap.model.nd4j;

import io.statecap.model.Mamba2Config;
import io.statecap.model.network.CarriedState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The state of a batch of sequences after some tokens, from which the next tokens can go on. Float32.
 *
 * @param states            one array a layer, the state h: [batch, heads, headDim, dState]
 * @param convolutionStates one array a layer, the last inputs of the causal convolution, the latest last:
 *                          [batch, convChannels, dConv − 1]; null entries where dConv is 1, as there are none
 */
public record Mamba2State(List<INDArray> states, List<INDArray> convolutionStates) {

    /** Copies what a forward pass carries. */
    static Mamba2State of(Mamba2Config config, CarriedState carried) {
        int batch = carried.sequences();
        List<INDArray> states = new ArrayList<>();
        List<INDArray> convolutionStates = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            states.add(array(carried.states(layer), batch, config.dState(), config.heads(), config.headDim())
                    .permute(0, 2, 3, 1).dup('c'));
            convolutionStates.add(config.dConv() == 1 ? null
                    : array(carried.history(layer), batch, config.dConv() - 1, config.convChannels())
                    .permute(0, 2, 1).dup('c'));
        }
        return new Mamba2State(states, convolutionStates);
    }

    /** Of the first of these values. */
    private static INDArray array(float[] values, int... shape) {
        int elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return Nd4j.create(Arrays.copyOf(values, elements), Arrays.stream(shape).asLongStream().toArray(), 'c');
    }

    /** Writes this state into that of a forward pass, after a check of all shapes. */
    void into(Mamba2Config config, CarriedState carried) {
        int batch = carried.sequences();
        if (states.size() != config.layers() || convolutionStates.size() != config.layers()) {
            throw new IllegalArgumentException("the initial state has " + states.size() + " states and "
                    + convolutionStates.size() + " convolution states; the model has " + config.layers() + " layers");
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            requireFloats("the initial state of layer " + layer, states.get(layer),
                    batch, config.heads(), config.headDim(), config.dState());
            if (config.dConv() > 1) {
                requireFloats("the initial convolution state of layer " + layer, convolutionStates.get(layer),
                        batch, config.convChannels(), config.dConv() - 1);
            }
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            copy(states.get(layer).permute(0, 3, 1, 2), carried.states(layer));
            if (config.dConv() > 1) {
                copy(convolutionStates.get(layer).permute(0, 2, 1), carried.history(layer));
            }
        }
    }

    private static void copy(INDArray from, float[] to) {
        float[] values = from.castTo(DataType.FLOAT).dup('c').data().asFloat();
        System.arraycopy(values, 0, to, 0, values.length);
    }

    /** @throws IllegalArgumentException for another shape, or another type than a floating-point one */
    static void requireFloats(String what, INDArray array, long... shape) {
        if (array == null || !Arrays.equals(array.shape(), shape)) {
            throw new IllegalArgumentException(what + " has shape "
                    + (array == null ? "null" : Arrays.toString(array.shape())) + "; " + Arrays.toString(shape)
                    + " is needed");
        }
        if (!array.dataType().isFPType()) {
            throw new IllegalArgumentException(what + " has type " + array.dataType()
                    + "; a floating-point type is needed");
        }
    }
}
