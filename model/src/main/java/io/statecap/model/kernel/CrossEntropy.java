package io.statecap.model.kernel;

/** Loss of predicting one token: {@code log Σ exp(logits) − logits[target]}, nats. */
public final class CrossEntropy {

    private CrossEntropy() {}

    /**
     * Loss of one row of logits; the row is destroyed.
     *
     * @return nats; NaN or infinite if the logits are
     */
    public static double loss(VectorKernels kernels, int vocabulary, float[] logits, int o, int target) {
        float wanted = logits[o + target];
        float max = kernels.max(vocabulary, logits, o);
        SimdExp.exp(vocabulary, max, logits, o, logits, o);
        double sum = kernels.sum(vocabulary, logits, o);
        return Math.log(sum) + ((double) max - wanted);
    }

    /** Loss of one row; the row is replaced by the gradient, times {@code scale}. */
    public static double lossAndGradient(VectorKernels kernels, int vocabulary, float[] logits, int o, int target,
                                         float scale) {
        float wanted = logits[o + target];
        float max = kernels.max(vocabulary, logits, o);
        SimdExp.exp(vocabulary, max, logits, o, logits, o);
        float sum = kernels.sum(vocabulary, logits, o);
        kernels.scale(vocabulary, scale / sum, logits, o, logits, o);
        logits[o + target] -= scale;
        return Math.log(sum) + ((double) max - wanted);
    }
}
