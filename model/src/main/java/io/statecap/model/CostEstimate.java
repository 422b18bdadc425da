package io.statecap.model;

import io.statecap.model.train.TrainingSettings;

/** What a training or a probe will cost, computed from sizes alone. */
public final class CostEstimate {

    private CostEstimate() {}

    /** Floating point operations of a forward pass, a token; a training step takes three times as many. */
    public static double forwardFlops(Mamba2Config config) {
        throw new UnsupportedOperationException();
    }

    /** Peak bytes of a training, on heap and off heap together, without the JVM's own. */
    public static long trainingBytes(Mamba2Config config, TrainingSettings settings, int threads) {
        throw new UnsupportedOperationException();
    }
}
