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
        List<INDArray> states = new ArrayList<>();
        List<INDArray> convolutionStates = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            states.add(states(config, carried, layer));
            convolutionStates.add(convolutionStates(config, carried, layer));
        }
        return new Mamba2State(states, convolutionStates);
    }

    /** One layer's states, [batch, heads, headDim, dState]; a copy. */
    public static INDArray states(Mamba2Config config, CarriedState carried, int layer) {
        int batch = carried.sequences();
        return Nd4j.create(transposed(carried.states(layer), batch, config.dState(), config.dInner()),
                stateShape(config, batch), 'c');
    }

    /** One layer's last inputs of the convolution, [batch, convChannels, dConv − 1]; a copy, null where dConv is 1. */
    public static INDArray convolutionStates(Mamba2Config config, CarriedState carried, int layer) {
        int batch = carried.sequences();
        return config.dConv() == 1 ? null : Nd4j.create(
                transposed(carried.history(layer), batch, config.dConv() - 1, config.convChannels()),
                convolutionShape(config, batch), 'c');
    }

    /** Writes this state into that of a forward pass, after a check of all shapes. */
    void into(Mamba2Config config, CarriedState carried) {
        int batch = carried.sequences();
        if (states.size() != config.layers() || convolutionStates.size() != config.layers()) {
            throw new IllegalArgumentException("the initial state has " + states.size() + " states and "
                    + convolutionStates.size() + " convolution states; the model has " + config.layers() + " layers");
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            check("state of layer " + layer, states.get(layer), stateShape(config, batch));
            if (config.dConv() > 1) {
                check("convolution state of layer " + layer, convolutionStates.get(layer),
                        convolutionShape(config, batch));
            }
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            copy(states.get(layer), carried.states(layer), batch, config.dInner(), config.dState());
            if (config.dConv() > 1) {
                copy(convolutionStates.get(layer), carried.history(layer), batch, config.convChannels(),
                        config.dConv() - 1);
            }
        }
    }

    private static long[] stateShape(Mamba2Config config, int batch) {
        return new long[] {batch, config.heads(), config.headDim(), config.dState()};
    }

    private static long[] convolutionShape(Mamba2Config config, int batch) {
        return new long[] {batch, config.convChannels(), config.dConv() - 1};
    }

    private static void check(String what, INDArray array, long[] shape) {
        if (array == null || !Arrays.equals(array.shape(), shape)) {
            throw new IllegalArgumentException("the initial " + what + " has shape "
                    + (array == null ? "null" : Arrays.toString(array.shape())) + "; " + Arrays.toString(shape)
                    + " is needed");
        }
        if (!array.dataType().isFPType()) {
            throw new IllegalArgumentException("the initial " + what + " has type " + array.dataType()
                    + "; a floating-point type is needed");
        }
    }

    private static void copy(INDArray from, float[] to, int batch, int rows, int columns) {
        float[] values = from.castTo(DataType.FLOAT).dup('c').data().asFloat();
        float[] transposed = transposed(values, batch, rows, columns);
        System.arraycopy(transposed, 0, to, 0, transposed.length);
    }

    /** The transpose of each matrix [rows, columns] of a batch. */
    private static float[] transposed(float[] from, int batch, int rows, int columns) {
        float[] to = new float[batch * rows * columns];
        for (int sequence = 0; sequence < batch; sequence++) {
            int first = sequence * rows * columns;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    to[first + column * rows + row] = from[first + row * columns + column];
                }
            }
        }
        return to;
    }
}
