package io.statecap.cuda.train;

import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.EngineProvider.Reference;
import io.statecap.model.engine.Precision;

/**
 * Rates of training on one GPU, as docs/gpu.md has them, between and beyond the sizes measured there. Wider models have
 * more operations a byte, so the rate grows with dModel towards that of products alone.
 */
final class MeasuredRates {

    /** Where they were measured. */
    static final Reference DEVICE = new Reference("NVIDIA H100 80GB HBM3", 79L << 30);

    /** Share of the rate where a step has a fourth forward pass that does not count. */
    private static final double RECOMPUTED = 0.75;

    private MeasuredRates() {}

    /** Operations a second of as many trainings as keep the device busy. */
    static double training(Mamba2Config model, Precision precision, boolean recompute) {
        return (recompute ? RECOMPUTED : 1) * switch (precision) {
            case BF16 -> rate(model, 389e12, 274);
            case TF32 -> rate(model, 151e12, 208);
            case FLOAT32 -> rate(model, 39.6e12, 94);
        };
    }

    /** @param half dModel at which half of the highest rate is reached */
    private static double rate(Mamba2Config model, double highest, double half) {
        return highest / (1 + Math.pow(half / model.dModel(), 1.5));
    }
}
