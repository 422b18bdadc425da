package io.statecap.model;

import io.statecap.model.cpu.CpuInference;
import java.util.Arrays;

/** What an inference gave, as plain arrays. */
public final class Readings {

    private Readings() {}

    /** Logits of the piece just read, [sequences, length, vocabulary]. */
    public static float[] logits(CpuInference inference, Mamba2Config config, int length) {
        int vocabulary = config.vocabulary();
        float[] logits = new float[inference.state().sequences() * length * vocabulary];
        inference.logits(length, (row, values, offset) ->
                System.arraycopy(values, offset, logits, row * vocabulary, vocabulary));
        return logits;
    }

    /** Logits after the last token of the piece just read. */
    public static float[] lastLogits(CpuInference inference, Mamba2Config config, int length) {
        float[] logits = logits(inference, config, length);
        return Arrays.copyOfRange(logits, logits.length - config.vocabulary(), logits.length);
    }

    /** One sequence's states of a layer, [heads, headDim, dState]. */
    public static float[] states(CpuInference inference, Mamba2Config config, int layer, int sequence) {
        float[] carried = inference.state().states(layer);
        float[] states = new float[config.dInner() * config.dState()];
        for (int i = 0; i < states.length; i++) {
            int channel = i % config.dInner();
            states[channel * config.dState() + i / config.dInner()] = carried[sequence * states.length + i];
        }
        return states;
    }

    /** The same numbers. */
    public static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    /** One layer's states of the plain recurrence, in the order of {@link #states}. */
    public static double[] flat(double[][][] heads) {
        return Arrays.stream(heads).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
    }
}
